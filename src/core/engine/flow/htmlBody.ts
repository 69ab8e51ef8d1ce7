import { compile, selectAll } from 'css-select'
import { DomHandler } from 'domhandler'
import type { AnyNode, Document, Element } from 'domhandler'
import { DomUtils, Parser } from 'htmlparser2'
import { HeadroomError } from '../../../shared/errors.ts'

/** Selectors may be quadratic in the number of elements, and parsing in their depth: what is beyond is not read as HTML. */
const MOST_CHARACTERS = 4_000_000
const MOST_ELEMENTS = 20_000
const MOST_DEPTH = 500

/** @returns the document, or why it is not read */
export function parseHtml(text: string): Document | string {
  if (text.length > MOST_CHARACTERS) {
    return `the body is longer than ${MOST_CHARACTERS / 1e6} MB, too long to be read as HTML`
  }
  const builder = new BoundedBuilder()
  const parser = new Parser(builder)
  try {
    parser.end(text)
  } catch (error) {
    if (error instanceof HtmlTooLarge) return error.message
    throw error
  }
  return builder.root
}

class HtmlTooLarge extends Error {}

class BoundedBuilder extends DomHandler {
  private elements = 0
  private depth = 0

  override onopentag(name: string, attributes: Record<string, string>): void {
    if (++this.elements > MOST_ELEMENTS) throw new HtmlTooLarge(`the HTML has more than ${MOST_ELEMENTS} elements`)
    if (++this.depth > MOST_DEPTH) throw new HtmlTooLarge(`the HTML is nested more than ${MOST_DEPTH} levels deep`)
    super.onopentag(name, attributes)
  }

  override onclosetag(): void {
    this.depth--
    super.onclosetag()
  }
}

/** A CSS selector, compiled once. */
export class Selector {
  private readonly query: (node: Element) => boolean
  private readonly attribute: string | undefined

  /** @throws HeadroomError SELECTOR_INVALID */
  constructor(text: string, attribute: string | undefined) {
    this.attribute = attribute
    try {
      this.query = compile<AnyNode, Element>(text)
    } catch (cause) {
      throw new HeadroomError(
        { code: 'SELECTOR_INVALID', message: `"${text}" is not a CSS selector.`, at: { path: text } },
        { cause },
      )
    }
  }

  /** Texts (white space as one blank), or attributes where there are any, in the order of the document. */
  texts(document: Document): string[] {
    const found = selectAll<AnyNode, Element>(this.query, document)
    const { attribute } = this
    if (attribute !== undefined) return found.flatMap((element) => element.attribs[attribute] ?? [])
    return found.map((element) => DomUtils.textContent(element).replaceAll(/\s+/g, ' ').trim())
  }
}
