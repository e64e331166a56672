// Charts: drawn from the option beside them; the table stays, folded.
(() => {
  function draw(root) {
    for (const canvas of root.querySelectorAll("[data-chart]:not([data-drawn])")) {
      const option = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
      canvas.dataset.drawn = "1";
      canvas.hidden = false;
      const figure = canvas.closest("figure");
      figure.querySelector("[data-chart-data]").removeAttribute("open");
      const legend = figure.querySelector("[data-legend]");
      if (legend) legend.hidden = false;
      const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
      option.textStyle = { ...option.textStyle, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: size * 0.87 };
      const chart = window.echarts.init(canvas, null, { renderer: "canvas" });
      chart.setOption(option);
      new ResizeObserver(() => chart.resize()).observe(canvas);
    }
  }
  document.addEventListener("DOMContentLoaded", () => draw(document));
  document.addEventListener("htmx:afterSettle", () => draw(document));
  window.addEventListener("beforeprint", () => document.querySelectorAll("[data-chart-data]").forEach((data) => data.setAttribute("open", "")));
})();
