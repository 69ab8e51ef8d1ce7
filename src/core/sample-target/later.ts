/** What is there already or comes later. What the embedded stores give is there: no promise slows it down. */
export type Later<Value> = Value | Promise<Value>

/** Goes on with a value at once when it is there. A throw in `proceed` stays a throw then. */
export function andThen<Value, Result>(value: Later<Value>, proceed: (value: Value) => Later<Result>): Later<Result> {
  return value instanceof Promise ? value.then(proceed) : proceed(value)
}
