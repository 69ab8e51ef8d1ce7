import { CookieJar } from 'tough-cookie'
import type { HttpRequest } from '../http/client.ts'

/** One virtual user's cookies. Costs nothing until a response sets one. */
export class Cookies {
  private jar: CookieJar | undefined

  clear(): void {
    this.jar = undefined
  }

  /** Value of the cookie header for that request, '' for none. */
  headerFor(request: HttpRequest): string {
    return this.jar?.getCookieStringSync(request.origin.text + request.path) ?? ''
  }

  /** Value of one cookie for that request. */
  valueFor(request: HttpRequest, name: string): string | undefined {
    const cookies = this.jar?.getCookiesSync(request.origin.text + request.path) ?? []
    return cookies.find(({ key }) => key === name)?.value
  }

  /** @param headers name, value, name, value ... with lower-case names */
  keep(request: HttpRequest, headers: readonly string[]): void {
    for (let index = 0; index + 1 < headers.length; index += 2) {
      if (headers[index] !== 'set-cookie') continue
      this.jar ??= new CookieJar()
      this.jar.setCookieSync(headers[index + 1] ?? '', request.origin.text + request.path, { ignoreError: true })
    }
  }
}
