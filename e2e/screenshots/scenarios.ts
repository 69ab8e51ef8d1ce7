/** Everything that a screen can show: groups, tags, checks, targets of several kinds, errors. */
export function shopScenario(baseUrl: string, seconds: number): string {
  return `headroom: 1
name: Volunteer portal
description: Visitors browse and search, some save a match.
target: { baseUrl: '${baseUrl}', timeout: 10s }
flows:
  browse:
    - group: browsing
      steps:
        - get: /api/matches?page={{randomInt(1, 30)}}
          name: browse matches
          tags: { operation: READ }
          expect: { status: 200, json: { '$.items': exists } }
          extract: { matchId: '$.items[0].id' }
        - get: /api/matches/{{matchId}}
          name: view match
          tags: { operation: READ }
          expect: { status: 200, under: 1s }
    - think: 50ms..150ms
  search:
    - get: /api/search?q=maths+tutor
      name: search matches
      tags: { operation: READ }
      expect: { status: 200 }
    - think: 50ms..150ms
  save:
    - flow: browse
    - group: saving
      steps:
        - post: /api/saved
          name: save match
          tags: { operation: WRITE }
          json: { matchId: '{{matchId}}' }
          expect: { status: 201 }
        - put: /api/profile
          name: change profile
          tags: { operation: WRITE }
          json: { name: 'Visitor {{vu}}', city: Leeds, interests: [reading, gardens] }
          expect: { status: 200 }
  visitor:
    - choose: { browse: 55, search: 30, save: 15 }
load:
  visitors:
    executor: ramping-vus
    flow: visitor
    startVUs: 2
    stages:
      - { duration: ${Math.ceil(seconds / 4)}s, target: 12 }
      - { duration: ${Math.floor(seconds / 2)}s, target: 12 }
      - { duration: ${Math.floor(seconds / 4)}s, target: 4 }
    gracefulRampDown: 2s
    gracefulStop: 2s
thresholds:
  http_req_duration: ['p(95)<400', 'p(99)<900']
  'http_req_duration{operation:READ}': ['p(95)<250']
  'http_req_duration{operation:WRITE}': ['p(95)<500']
  http_req_failed: ['rate<0.01']
  checks: ['rate>0.98']
guards: { maxVUs: 50, maxRps: 500 }
`
}

/** The same, held to written targets too, and with observers beside the load. */
export function observedShopScenario(baseUrl: string, seconds: number): string {
  return `${shopScenario(baseUrl, seconds)}targets: mission.targets.yaml
observe:
  - { health: /api/health, every: 1s, name: portal, needs: { database: { operation: WRITE } } }
  - prometheus: /metrics
    every: 1s
    series:
      cache_hit_rate: { share: 'cache_requests_total{result:hit}', of: cache_requests_total }
      query_seconds_p95: { histogram: database_query_duration_seconds, quantile: 0.95 }
`
}

/** Arrivals that a few virtual users just cannot keep up with: some iterations are dropped, so the measurement is doubtful. */
export function shortOfUsersScenario(baseUrl: string): string {
  return `headroom: 1
name: Status poll
target: { baseUrl: '${baseUrl}' }
flows:
  poll:
    - get: /api/health
      name: poll status
      expect: { status: 200 }
    - think: 100ms
load:
  arrivals: { executor: constant-arrival-rate, flow: poll, rate: 50, duration: 10s, preAllocatedVUs: 5, maxVUs: 5 }
thresholds:
  http_req_duration: ['p(95)<200']
`
}

/** Streams, sockets and a budget: the columns and figures that only they have. */
export function streamsScenario(baseUrl: string): string {
  return `headroom: 1
name: Reading assistant
target: { baseUrl: '${baseUrl}' }
flows:
  talk:
    - post: /v1/chat/completions
      name: chat
      tags: { operation: AI }
      json: { model: sample, stream: true, messages: [{ role: user, content: 'Why {{uuid()}}?' }] }
      expect: { status: [200, 429] }
      stream: { format: openai }
    - get: /api/matches
      name: browse matches
    - websocket: /ws/echo
      name: room
      actions: [{ send: hello }, { expect: { text: hello } }, { think: 200ms }]
budgets: [{ match: { operation: AI }, rate: 10/s, whenSpent: wait }]
load: { users: { executor: constant-vus, flow: talk, vus: 6, duration: 10s, gracefulStop: 3s } }
thresholds:
  'stream_ttft{step:chat}': ['p(95)<2000']
  ws_failed: [rate==0]
`
}
