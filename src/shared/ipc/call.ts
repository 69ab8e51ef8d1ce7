import { z } from 'zod'

/** One call of the contract: the schema that main checks every request against, and the type of the answer. */
export interface Call<Request extends z.ZodType, Response> {
  request: Request
  /** Never set: carries the type of the answer. */
  response?: Response
}

export function call<Response>() {
  return <Request extends z.ZodType>(request: Request): Call<Request, Response> => ({ request })
}

export const nothing = z.void()
/** The id of a run, as the command line shows it. */
export const runIdText = z.string().min(1).max(100)
/** The name of a scenario, as its file says it. */
export const scenarioName = z.string().min(1).max(1000)
