// Works out the proof that a public form asks for, a little at a time, so that the page stays at hand.
// The form is held back until the answer is there; it is sent by itself once it is.
(() => {
  const SLICE = 2000;

  const encoded = (answer) => btoa(JSON.stringify(answer));

  const solve = (input) => {
    const { algorithm, challenge, maxNumber, salt, signature } = JSON.parse(input.dataset.proof);
    let number = 0;
    return new Promise((done) => {
      const work = () => {
        for (const end = Math.min(number + SLICE, maxNumber + 1); number < end; number += 1) {
          if (sha256(salt + number) === challenge) {
            input.value = encoded({ algorithm, challenge, number, salt, signature });
            done();
            return;
          }
        }
        if (number <= maxNumber) setTimeout(work);
        else done();
      };
      work();
    });
  };

  for (const input of document.querySelectorAll("input[data-proof]")) {
    const solved = solve(input);
    input.form.addEventListener("submit", (event) => {
      if (input.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      solved.then(() => input.form.requestSubmit(submitter));
    }, true);
  }
})();
