// The few calls of GitHub's REST API that the workflows make: https://docs.github.com/en/rest

const { GITHUB_API_URL = "https://api.github.com", GITHUB_REPOSITORY = "", GITHUB_TOKEN = "" } = process.env;

/** Who writes with a workflow's own token. */
const WRITER = "github-actions[bot]";

const PAGE = 100;

/** One call; `path` is below the repository. Throws with what GitHub answered when it refuses. */
export async function call(method, path, body) {
  const response = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${GITHUB_TOKEN}`,
      "x-github-api-version": "2022-11-28",
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** Everything of a list, page after page. */
export async function all(path) {
  const found = [];
  for (let page = 1; ; page++) {
    const some = await call("GET", `${path}${path.includes("?") ? "&" : "?"}per_page=${PAGE}&page=${page}`);
    found.push(...some);
    if (some.length < PAGE) return found;
  }
}

/** The first of a list that these workflows wrote themselves and that begins with a marker. */
export const own = (list, marker) => list.find(({ user, body }) => user?.login === WRITER && body?.startsWith(marker));

/** Most characters of a comment or an issue are 65,536; the rest is where the link leads. */
const MOST = 60_000;

/** Shortens a text at the end of a line, and says where the whole of it is. */
export function shortened(text, link) {
  if (text.length <= MOST) return text;
  const cut = text.slice(0, text.lastIndexOf("\n", MOST));
  const open = (cut.match(/<details>/g) ?? []).length - (cut.match(/<\/details>/g) ?? []).length;
  const fence = (cut.match(/^```/gm) ?? []).length % 2 === 1 ? "\n```" : "";
  return `${cut}${fence}${"\n</details>".repeat(Math.max(open, 0))}\n\nThe rest does not fit: [the whole of it](${link}).`;
}
