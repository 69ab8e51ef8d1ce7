/** What an error says besides its message, in the form that crosses process borders and is printed. */
export interface ErrorDetail {
  /** Stable, upper case, e.g. `SCENARIO_INVALID`. */
  code: string
  /** What happened, one sentence. */
  message: string
  /** What the user can do about it. */
  hint?: string
  /** Where: a file, line and column (1-based) or a path inside a document. */
  at?: { file?: string; line?: number; column?: number; path?: string }
}

/** The one error class of the product: a stable code, what happened, and a hint what to do. */
export class HeadroomError extends Error {
  override readonly name = 'HeadroomError'
  readonly code: string
  readonly hint: string | undefined
  readonly at: ErrorDetail['at'] | undefined

  constructor(detail: ErrorDetail, options?: { cause?: unknown }) {
    super(detail.message, options)
    this.code = detail.code
    this.hint = detail.hint
    this.at = detail.at
  }

  toDetail(): ErrorDetail {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint === undefined ? {} : { hint: this.hint }),
      ...(this.at === undefined ? {} : { at: this.at }),
    }
  }
}

/** What long work ends with when it is not wanted any more. */
export function cancelledError(): HeadroomError {
  return new HeadroomError({ code: 'CANCELLED', message: 'It was cancelled.', hint: 'Nothing of it was kept.' })
}

/** Any thrown value as an ErrorDetail; what is not ours becomes `INTERNAL`. */
export function toErrorDetail(thrown: unknown): ErrorDetail {
  if (thrown instanceof HeadroomError) return thrown.toDetail()
  return { code: 'INTERNAL', message: thrown instanceof Error ? thrown.message : String(thrown) }
}
