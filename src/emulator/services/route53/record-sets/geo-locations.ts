/**
 * The locations of geolocation routing: continents, countries by ISO code, and the states of the USA. Country names
 * come from the runtime's locale data and differ from AWS's spelling.
 */
import type {
	GeoLocation,
	GeoLocationDetails,
	GetGeoLocationRequest,
	GetGeoLocationResponse,
	ListGeoLocationsRequest,
	ListGeoLocationsResponse,
} from "@aws-sdk/client-route-53";
import { AwsError, type Handlers } from "../../../aws-error.ts";
import { page } from "../pages.ts";

const continents: Readonly<Record<string, string>> = {
	AF: "Africa",
	AN: "Antarctica",
	AS: "Asia",
	EU: "Europe",
	NA: "North America",
	OC: "Oceania",
	SA: "South America",
};

const countries =
	"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW".split(
		" ",
	);

const states: Readonly<Record<string, string>> = {
	AK: "Alaska",
	AL: "Alabama",
	AR: "Arkansas",
	AZ: "Arizona",
	CA: "California",
	CO: "Colorado",
	CT: "Connecticut",
	DC: "District of Columbia",
	DE: "Delaware",
	FL: "Florida",
	GA: "Georgia",
	HI: "Hawaii",
	IA: "Iowa",
	ID: "Idaho",
	IL: "Illinois",
	IN: "Indiana",
	KS: "Kansas",
	KY: "Kentucky",
	LA: "Louisiana",
	MA: "Massachusetts",
	MD: "Maryland",
	ME: "Maine",
	MI: "Michigan",
	MN: "Minnesota",
	MO: "Missouri",
	MS: "Mississippi",
	MT: "Montana",
	NC: "North Carolina",
	ND: "North Dakota",
	NE: "Nebraska",
	NH: "New Hampshire",
	NJ: "New Jersey",
	NM: "New Mexico",
	NV: "Nevada",
	NY: "New York",
	OH: "Ohio",
	OK: "Oklahoma",
	OR: "Oregon",
	PA: "Pennsylvania",
	RI: "Rhode Island",
	SC: "South Carolina",
	SD: "South Dakota",
	TN: "Tennessee",
	TX: "Texas",
	UT: "Utah",
	VA: "Virginia",
	VT: "Vermont",
	WA: "Washington",
	WI: "Wisconsin",
	WV: "West Virginia",
	WY: "Wyoming",
};

/** Continents first, then the default, then countries, each with its subdivisions. */
const places: readonly GeoLocationDetails[] = [
	...Object.entries(continents).map(([ContinentCode, ContinentName]) => ({ ContinentCode, ContinentName })),
	{ CountryCode: "*", CountryName: "Default" },
	...countries.flatMap((CountryCode) => {
		const country = { CountryCode, CountryName: nameOfCountry(CountryCode) };
		if (CountryCode !== "US") return [country];
		const subdivisions = Object.entries(states).map(([SubdivisionCode, SubdivisionName]) => ({
			...country,
			SubdivisionCode,
			SubdivisionName,
		}));
		return [country, ...subdivisions];
	}),
];

/** GetGeoLocation and ListGeoLocations. */
export function geoLocationOperations(): Handlers {
	return {
		GetGeoLocation: (input: GetGeoLocationRequest): GetGeoLocationResponse => {
			const place = findPlace(input.CountryCode === undefined && !input.ContinentCode ? { CountryCode: "*" } : input);
			if (place) return { GeoLocationDetails: place };
			throw new AwsError("NoSuchGeoLocation", "Amazon Route 53 doesn't support the specified geographic location.");
		},
		ListGeoLocations: listPlaces,
	};
}

/** Whether a record set can have this location. */
export function isPlace(location: GeoLocation): boolean {
	return findPlace(location) !== undefined;
}

function findPlace({ ContinentCode, CountryCode, SubdivisionCode }: GeoLocation): GeoLocationDetails | undefined {
	return places.find(
		(place) =>
			place.ContinentCode === ContinentCode &&
			place.CountryCode === CountryCode &&
			place.SubdivisionCode === SubdivisionCode,
	);
}

function listPlaces(input: ListGeoLocationsRequest): ListGeoLocationsResponse {
	const { StartContinentCode, StartCountryCode, StartSubdivisionCode, MaxItems } = input;
	const start = places.findIndex(
		({ ContinentCode = "", CountryCode = "", SubdivisionCode = "" }) =>
			(StartContinentCode ? ContinentCode >= StartContinentCode || CountryCode !== "" : true) &&
			(StartCountryCode ? CountryCode >= StartCountryCode : true) &&
			(StartSubdivisionCode ? SubdivisionCode >= StartSubdivisionCode || CountryCode > (StartCountryCode ?? "") : true),
	);
	const { items, next, size } = page(places, start, MaxItems);
	return {
		GeoLocationDetailsList: [...items],
		IsTruncated: next !== undefined,
		NextContinentCode: next?.ContinentCode,
		NextCountryCode: next?.CountryCode,
		NextSubdivisionCode: next?.SubdivisionCode,
		MaxItems: size,
	};
}

function nameOfCountry(code: string): string | undefined {
	return new Intl.DisplayNames(["en"], { type: "region" }).of(code);
}
