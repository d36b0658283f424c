/**
 * Forms by which a token can be told wherever it stands, each with its source: a rule of gitleaks (gl), a detector of
 * TruffleHog (th), a plugin of Yelp's detect-secrets (ds), a rule of Kingfisher (kf) or Nosey Parker (np), a pattern of
 * GitHub's secret scanning (gh), or the vendor's documentation (doc), as of 2026. Lengths are the lower bounds, or less:
 * a token cut short is still one. Each pattern is a literal start and then one class, or parts of bounded length, so that it takes
 * linear time on any text.
 */
export interface Form {
  /** Every text the form begins with, two characters or more: looked up before the pattern is tried. */
  readonly starts: readonly string[]
  readonly pattern: string
}

export const form = (starts: string, pattern: string): Form => ({ starts: starts.split(' '), pattern })
