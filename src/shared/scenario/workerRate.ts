/** CPU of a load worker per request, measured: docs/benchmarks.md, "What a request costs". Bodies, checks and TLS come on top. */
const REQUEST_COST_US = 12
/** A worker that is busier than this begins to measure itself. */
const SAFE_SHARE = 0.6

/** Requests per second that a load worker on a core of its own makes without measuring itself: 50,000. */
export const WORKER_RATE = (SAFE_SHARE * 1e6) / REQUEST_COST_US
