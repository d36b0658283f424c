/**
 * Services whose keys have no form of their own: 32 or 40 hexadecimal digits, or letters and digits. The name in front of
 * such a word tells it, as in the rules of gitleaks, TruffleHog and Kingfisher. Names that are ordinary words are left
 * out.
 */
const SERVICES: ReadonlySet<string> = new Set(
  `abuseipdb adyen airbrake airtable aiven alchemy algolia amadeus amplitude anypoint apifonica apilayer apimetrics
  apitemplate appfollow appsynergy artifactory asana assemblyai atera auth0 autoklose avaza aviationstack axonaut ayrshare
  azure bannerbear baremetrics beebole besnappy besttime betterstack binance bitbar bitcoinaverage bitfinex bitly
  blazemeter blitapp blocknative blynk bombbomb boostnote borgbase braintree brandfetch browserstack browshot bscscan
  buddyns budibase bugherd bugsnag buttercms calendarific calendly calorieninja campayn capsulecrm carboninterface
  censys chargebee chartmogul chatfuel checkly checklyhq circleci clarifai clearbit clickup cliengo clockify cloudconvert
  cloudflare cloudimage cloudinary cloudmersive cloudplan cloudsmith cloverly clustdoc codacy codeclimate codecov
  codequiry cohere coinapi coinbase coinlayer coinlib collect2 commercejs configcat confluent contentful convertapi
  convertkit countrylayer coveralls craftmypdf crowdin cryptocompare currencyfreaks currencylayer currencyscoop
  currentsapi d7network dareboost databox datadog datagov datocms debounce deepai deepgram deepl detectlanguage diffbot
  diggernaut docparser dronahq droneci duply dynalist dynatrace dyspatch edenai elevenlabs etherscan ethplorer eventbrite
  everhour extractorapi fastforex fastly feedier fetchrss fileio financialmodelingprep finicity finnhub fixerio
  flickr flightapi formbucket formcraft formio foursquare freshbooks freshdesk freshworks fullstory fxmarket geckoboard
  geoapify geocodify getgeoapi getresponse giphy glassnode gocardless goodday grafana graphhopper greynoise gtmetrix
  gumroad gyazo happyscribe helicone hellosign helpcrunch helpscout hereapi heroku hetzner hiveage holidayapi honeycomb
  html2pdf hubspot huggingface hybiscus iconfinder iexapis iexcloud imagekit imagga imgbb imgur infura insightly instabot
  intercom interseller intrinio ip2location ipapi ipdata ipgeolocation ipinfo ipinfodb ipstack iterable jfrog jotform
  jumpcloud jupiterone karmacrm kickbox klaviyo klipfolio knapsackpro kontent kucoin kylas lambdatest langsmith
  languagelayer lastfm launchdarkly leadfeeder lemlist lemonsqueezy lendflow lexigram linenotify linkpreview linode
  livestorm loadmill locationiq loggly loginradius logz logzio lokalise loyverse lunchmoney madkudu mailboxlayer mailchimp
  mailerlite mailgun mailjet mailmodo mailsac mandrill mapbox mapquest marketstack mavenlink maxmind mediastack
  meistertask mesibo messagebird metrilo mindmeister mistral mixmax mixpanel mockaroo monkeylearn moonclerk moosend moralis
  myintervals nasdaq netlify newrelic newsapi newscatcher nexmo nftport ngrok nicereply nozbe numverify nylas oanda okta
  omdb omnisend onelogin onesignal onfleet oopspam opencage opencagedata openuv openweather openweathermap opsgenie
  optimizely overloop owlbot packagecloud pagerduty pandadoc pandascore paperform papertrail paralleldots parseur particleio
  partnerstack paydirtapp paymoapp paymongo pdflayer pdfshift peopledatalabs pepipost pexels pinecone pingdom pipedream
  pipedrive pixabay plaid planyo plivo podio pollsapi positionstack postageapp postmark powrbot prodpad proxycrawl
  pushbullet pusher pyowm qase qdrant qualaroo qubole rapidapi rawg rebrandly recurly refiner rentman replyio
  requestfinance restpack ritekit rocketreach rollbar route4me salesblink salescookie salesflare salesforce saucelabs
  scaleway scrapeowl scraperapi scraperbox scrapestack scrapfly scrapingant scrapingbee screenshotapi screenshotlayer
  securitytrails selectpdf semgrep sendbird sendgrid serpapi serper serphouse serpstack sherpadesk shipday shodan
  shotstack shutterstock signaturit signupgenius sigopt simfin simplesat simplynoted simvoly skrapp smartsheet
  smartsheets snipcart snyk sonarcloud sonarqube sparkpost splunk spoonacular sportsmonk spotify squarespace sslmate
  statuscake statuspage statuspal stitchdata stockdata storecove stormboard stormglass storyblok storychief sumologic
  supabase supernotes surveybot surveysparrow survicate tallyfy taxjar technicalanalysisapi tefter teletype telnyx theoddsapi
  thingsboard tickettailor tiingo timecamp timezoneapi tmdb tmetric todoist toggl tomtom tradier transferwise travelpayouts
  travisci trello twelvedata twilio typeform tyntec uclassify unsplash upcdatabase upstash uptimerobot urlscan userflow
  userstack vatlayer vbout vercel verimail veriphone versioneye viewneo virustotal visualcrossing voicegain vonage
  voodoosms vpnapi vultr vyte wakatime walkscore wandb weatherapi weatherbit weatherstack weaviate webflow webscraper
  webscraping whoxy wistia worksnaps workstack worldcoinindex worldweather wrike yandex yelp youneedabudget yousign zendesk
  zenkit zenrows zenscrape zeplin zerobounce zerotier zipcodeapi zipcodebase zonka zonkafeedback`.split(/\s+/),
)

/** What a text says between the name and the key. */
const BETWEEN: ReadonlySet<string> = new Set(
  'api key keys apikey token tokens secret access private auth authtoken accesstoken secretkey client app application license rest admin write read master live prod production personal is was are of for with to v1 v2 v3 the my using use set value credential credentials'.split(
    ' ',
  ),
)
const KEY_WORD = /key|token|secret|access|private|auth|credential/
/** Of the text before the key. */
const LONGEST_BEFORE = 64
const MOST_WORDS = 6

export function isService(name: string): boolean {
  return SERVICES.has(name)
}

const FORM = /^(?:[a-f0-9]{20,}|(?=[A-Za-z_-]{0,64}\d)[A-Za-z0-9_-]{20,128}={0,2})$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * Whether the word is a key, because the text before it names a service: `the datadog api key is 0123…`.
 * A hash and an id look the same: they need more than the name.
 */
export function isKeyOfService(text: string, start: number, end: number): boolean {
  if (start < 5 || end - start > 130) return false
  const word = text.slice(start, end).replace(/\.+$/, '')
  if (!FORM.test(word)) return false
  const before = text.slice(Math.max(0, start - LONGEST_BEFORE), start)
  // A path, a query of a URL and a list have other words in front.
  if (!/[\s:="'`([{<>]$/.test(before)) return false
  const words = before.toLowerCase().match(/[a-z0-9]+/g) ?? []
  let named = !UUID.test(word) && !/^[a-f0-9]+$/.test(word)
  for (let index = words.length - 1; index >= 0 && index >= words.length - MOST_WORDS; index--) {
    const each = words[index] as string
    if (SERVICES.has(each) || SERVICES.has((words[index - 1] ?? '') + each)) return named
    if (!BETWEEN.has(each)) return false
    named ||= KEY_WORD.test(each)
  }
  return false
}
