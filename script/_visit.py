"""Visit the demo as a person would: sign in as each account, follow the links, and want 200 everywhere.

Run by `script/demo --check`; only the standard library and the demo's own list of accounts.
"""

import http.cookiejar
import re
import sys
import time
from html.parser import HTMLParser
from http.client import HTTPResponse
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from chuangwen.batch.demo.people import PASSWORD, PEOPLE

PAGES_EACH = 40
WAIT_SECONDS = 60
NOT_FOLLOWED = re.compile(r"^/accounts/|/export|\.xlsx|[?&]export=")


class Links(HTMLParser):
    """Collects the addresses that a page leads to, and its title."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.token = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a" and named.get("href"):
            self.found.append(str(named["href"]))
        if tag == "input" and named.get("name") == "csrfmiddlewaretoken":
            self.token = str(named.get("value"))


def shape_of(path: str) -> str:
    """Say what kind of page an address is: numbers and codes left out."""
    return re.sub(r"\d+", "N", re.sub(r"/why/.*", "/why/", urlsplit(path).path))


class Visitor:
    """One person's browser."""

    def __init__(self, root: str) -> None:
        self.root = root
        cookies = HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener: OpenerDirector = build_opener(cookies)
        self.troubles: list[str] = []
        self.visited = 0

    def get(self, path: str, posted: dict[str, str] | None = None) -> tuple[str, Links]:
        """Fetch a page; note trouble when it does not answer 200."""
        url = urljoin(self.root, path)
        body = urlencode(posted).encode() if posted else None
        self.opener.addheaders = [("Referer", url), ("Accept", "text/html")]
        links = Links()
        self.visited += 1
        try:
            response: HTTPResponse
            with self.opener.open(url, body, timeout=60) as response:
                final, is_page = response.url, "html" in response.headers.get("Content-Type", "")
                links.feed(response.read().decode() if is_page else "")
        except HTTPError as error:
            self.troubles.append(f"{error.code} {path}")
            return path, links
        return urlsplit(final).path, links

    def sign_in(self, username: str) -> Links:
        """Sign in and return the first page's links."""
        _, form = self.get("/accounts/login/")
        where, links = self.get(
            "/accounts/login/", {"csrfmiddlewaretoken": form.token, "login": username, "password": PASSWORD}
        )
        if where.startswith("/accounts/login"):
            self.troubles.append("没有登录成功")
        return links

    def walk(self, start: Links) -> None:
        """Follow links breadth first, one page of each kind before a second of any."""
        queue, seen, kinds = ["/", *start.found], set[str](), dict[str, int]()
        while queue and self.visited < PAGES_EACH:
            path = queue.pop(0).split("#")[0]
            if path in seen or not path.startswith("/") or NOT_FOLLOWED.search(path):
                continue
            seen.add(path)
            kinds[shape_of(path)] = kinds.get(shape_of(path), 0) + 1
            if kinds[shape_of(path)] <= 2:
                queue += self.get(path)[1].found


def wait_for(root: str) -> None:
    """Wait until the server answers."""
    for _ in range(WAIT_SECONDS * 5):
        try:
            build_opener().open(root, timeout=5).close()
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    sys.exit("服务没有在一分钟内启动。")


def main() -> int:
    """Visit as the public and as each account; say what was seen."""
    root = sys.argv[1]
    wait_for(root)
    troubled = False
    for username, does in [("", "公众（不登录）"), *((person.username, person.does) for person in PEOPLE)]:
        visitor = Visitor(root)
        visitor.walk(visitor.sign_in(username) if username else Links())
        troubled |= bool(visitor.troubles)
        print(f"{'×' if visitor.troubles else '√'} {username or '-':<12} {visitor.visited:>3} 页  {does}")
        for trouble in visitor.troubles:
            print(f"    {trouble}")
    return int(troubled)


if __name__ == "__main__":
    sys.exit(main())
