import type { SecondRange } from '../../../../shared/report.ts'
import { RANGE_PARTS } from '../parts.ts'
import type { RangeData } from '../range/rangeData.ts'
import { figuresOfRange, unpackRange } from './figuresOfRange.ts'
import { readCharts, the } from './timeCharts.ts'

/** The parts of the page that tell figures. */
export class PageFigures {
  private readonly packed: string | null
  private data: Promise<RangeData> | undefined
  /** As the page came: of the whole run. */
  private readonly whole = new Map<Element, string>()
  /** The range that was asked for last, should one take longer to be unpacked than the next. */
  private wanted: SecondRange | null = null

  constructor(packed: string | null) {
    this.packed = packed
    for (const part of document.querySelectorAll('[data-part]')) this.whole.set(part, part.innerHTML)
  }

  /** @param range null for the whole run */
  async show(range: SecondRange | null, name: string): Promise<void> {
    if (this.packed === null) return
    this.wanted = range
    if (range === null) {
      for (const [part, html] of this.whole) this.put(part, html, name)
      return
    }
    this.data ??= unpackRange(this.packed)
    const figures = figuresOfRange(await this.data, range)
    if (this.wanted !== range) return
    for (const part of this.whole.keys()) {
      const draw = RANGE_PARTS[part.getAttribute('data-part') as keyof typeof RANGE_PARTS]
      this.put(part, draw(figures).html, name)
    }
  }

  /** @param html made by `markup` alone, which escapes every text of a run */
  private put(part: Element, html: string, name: string): void {
    part.innerHTML = html
    readCharts(part)
    const section = part.closest('section')
    if (section === null) return
    section.hidden = html === ''
    the(HTMLElement, section, 'h2 .range-name').textContent = name
  }
}
