import { seededStreams, type Uniform } from './random.ts'

/** A volunteering opportunity that was matched to the user. */
export interface Match {
  id: string
  title: string
  organisation: string
  city: string
  category: string
  hoursPerWeek: number
  /** How well it fits, 0 to 100. */
  score: number
}

export interface MatchPage {
  page: number
  size: number
  total: number
  items: readonly Match[]
}

type NonEmpty<Item> = readonly [Item, ...Item[]]

const MATCH_COUNT = 2000
const MAX_SEARCH_RESULTS = 20

const ROLES: NonEmpty<readonly [role: string, category: string]> = [
  ['Garden helper', 'environment'],
  ['River clean-up lead', 'environment'],
  ['Reading buddy', 'education'],
  ['Maths tutor', 'education'],
  ['Language partner', 'education'],
  ['Kitchen helper', 'community'],
  ['Food bank driver', 'community'],
  ['Event steward', 'culture'],
  ['Museum guide', 'culture'],
  ['Choir accompanist', 'culture'],
  ['Dog walker', 'animals'],
  ['Shelter assistant', 'animals'],
  ['Football coach', 'sport'],
  ['Swimming companion', 'sport'],
  ['Computer mentor', 'technology'],
  ['Repair café fixer', 'technology'],
]
const PLACES: NonEmpty<string> = [
  'Riverside',
  'Old Mill',
  'Station Road',
  'Harbour',
  'Linden',
  'Hillcrest',
  'Market Square',
  'Northgate',
]
const HOSTS: NonEmpty<string> = ['School', 'Library', 'Community Centre', 'Trust', 'Association', 'Club', 'Foundation']
const CITIES: NonEmpty<string> = [
  'Aarhus',
  'Bristol',
  'Cork',
  'Dresden',
  'Ghent',
  'Graz',
  'Lyon',
  'Porto',
  'Tampere',
  'Turin',
]

/** All matches, best first; the same seed gives the same ones. */
export class MatchCatalogue {
  readonly #matches: readonly Match[]
  readonly #byId: ReadonlyMap<string, Match>
  /** Lower-case text that search looks in, in the order of the matches. */
  readonly #haystacks: readonly string[]

  constructor(seed: number) {
    const uniform = seededStreams(seed)('matches')
    this.#matches = Array.from({ length: MATCH_COUNT }, (_, index) => createMatch(index + 1, uniform)).toSorted(
      (left, right) => right.score - left.score,
    )
    this.#byId = new Map(this.#matches.map((match) => [match.id, match]))
    this.#haystacks = this.#matches.map(({ title, city, category }) => `${title} ${city} ${category}`.toLowerCase())
  }

  /** @param page counts from 1; beyond the last one there are no items */
  page(page: number, size: number): MatchPage {
    const items = this.#matches.slice((page - 1) * size, page * size)
    return { page, size, total: this.#matches.length, items }
  }

  /** Matches that hold every word of the query. */
  search(query: string): { query: string; total: number; items: readonly Match[] } {
    const words = query.toLowerCase().split(/\s+/)
    const found = this.#matches.filter((_, index) => words.every((word) => this.#haystacks[index]?.includes(word)))
    return { query, total: found.length, items: found.slice(0, MAX_SEARCH_RESULTS) }
  }

  /** Every match with the text that search looks in, best first. */
  all(): { match: Match; haystack: string }[] {
    return this.#matches.map((match, index) => ({ match, haystack: this.#haystacks[index] ?? '' }))
  }

  get(id: string): Match | undefined {
    return this.#byId.get(id)
  }
}

function createMatch(number: number, uniform: Uniform): Match {
  const [role, category] = pick(ROLES, uniform)
  const organisation = `${pick(PLACES, uniform)} ${pick(HOSTS, uniform)}`
  return {
    id: `match-${String(number).padStart(4, '0')}`,
    title: `${role} at ${organisation}`,
    organisation,
    city: pick(CITIES, uniform),
    category,
    hoursPerWeek: 1 + Math.floor(uniform() * 10),
    score: Math.floor(uniform() * 101),
  }
}

function pick<Item>(items: NonEmpty<Item>, uniform: Uniform): Item {
  return items[Math.floor(uniform() * items.length)] ?? items[0]
}
