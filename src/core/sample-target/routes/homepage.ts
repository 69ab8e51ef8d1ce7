import type { Reply } from '../reply.ts'
import type { Route } from '../router.ts'

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Matches: Headroom's sample target</title>
<link rel="stylesheet" href="/assets/app.css">
<script src="/assets/app.js" defer></script>
</head>
<body>
<main>
<h1>Your best matches</h1>
<p>This small site comes with Headroom, to try load tests on.</p>
<ol id="matches"></ol>
<p id="health" role="status">Loading</p>
</main>
</body>
</html>
`

const CSS = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
h1 { line-height: 1.2; }
li { padding: 0.4rem 0; }
small { opacity: 0.75; }
`

const SCRIPT = `const text = (tag, value) => Object.assign(document.createElement(tag), { textContent: value })
const fill = async () => {
  const page = await (await fetch('/api/matches?page=1&size=10')).json()
  for (const match of page.items) {
    const row = text('li', match.title + ' ')
    row.append(text('small', match.city + ', ' + match.hoursPerWeek + ' h a week'))
    document.getElementById('matches').append(row)
  }
  const health = await (await fetch('/api/health')).json()
  document.getElementById('health').textContent = 'This site is ' + health.status + '.'
}
fill().catch((error) => { document.getElementById('health').textContent = 'Could not load: ' + error.message })
`

/** The page a browser shows, and what it loads with it. */
export const homepageRoutes: readonly Route[] = [
  { method: 'GET', path: '/', endpoint: 'homepage', handle: () => textReply('text/html; charset=utf-8', HTML) },
  { method: 'GET', path: '/assets/app.css', endpoint: 'asset', handle: () => textReply('text/css', CSS) },
  { method: 'GET', path: '/assets/app.js', endpoint: 'asset', handle: () => textReply('text/javascript', SCRIPT) },
]

function textReply(contentType: string, body: string): Reply {
  return { status: 200, contentType, body }
}
