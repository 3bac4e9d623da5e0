/** The wording of what a schema does not allow. */
import { shown } from "../../../lib/shown.ts";
import type { ProblemParams } from "../../../model/problem.ts";
import { counted } from "../../text.ts";
import { numberText, type ProblemWordings } from "./wording.ts";

export const schema: ProblemWordings<
	| "missing-field"
	| "unknown-field"
	| "wrong-type"
	| "wrong-value"
	| "wrong-form"
	| "out-of-bounds"
	| "empty-value"
	| "too-many-values"
> = {
	"missing-field": {
		severity: "error",
		cause: "A field that AWS or evenkeel requires does not exist.",
		message: ({ field }) => `The field ${field} is missing here.`,
		remediation: ({ field, members, values }) => {
			if (values) return `It is one of ${values.join(", ")}.`;
			return members && `Write ${field}: { ${members.map((name) => `${name}: …`).join(", ")} }.`;
		},
	},
	"unknown-field": {
		severity: "error",
		cause: "There is no such field here; the message says which one may be meant.",
		message: ({ field, within }) =>
			within === undefined ? `There is no field ${shown(field)} here.` : `${within} has no field ${shown(field)}.`,
		remediation: (params) => [fieldAdvice(params), acceptedBy(params)].filter(Boolean).join(" ") || undefined,
	},
	"wrong-type": {
		severity: "error",
		cause: "A value of the wrong type, such as a string instead of a number.",
		message: ({ subject, wanted }) =>
			`${subjectText(subject)} has to be ${wanted.map((type) => types[type] ?? type).join(" or ")}.`,
		remediation: ({ hint, form }) => (hint ? typeHints[hint] : form && `Write ${form}.`),
	},
	"wrong-value": {
		severity: "error",
		cause: "Not one of the values that are possible.",
		message: ({ subject, allowed }) =>
			`${subjectText(subject)} has to be ${allowed.length > 1 ? "one of: " : ""}${allowed.join(", ")}.`,
		remediation: ({ meant }) => meant && `Did you mean ${meant}?`,
	},
	"wrong-form": {
		severity: "error",
		cause: "The value has an invalid format; the message names the valid one.",
		message: ({ subject }) => `${subjectText(subject)} has an invalid format.`,
		remediation: ({ form }) => form,
	},
	"out-of-bounds": {
		severity: "error",
		cause: "Too long, too short, too many, too small.",
		message: ({ subject, ...params }) => `${subjectText(subject)} ${boundText(params)}.`,
	},
	"empty-value": {
		severity: "error",
		cause: "A key with nothing after it.",
		message: () => "There is no value here.",
		remediation: 'Write one, or remove the line; null removes, "" is an empty string and {} an empty map.',
	},
	"too-many-values": {
		severity: "error",
		cause: "More than 100,000 values once variables are in.",
		message: ({ most }) => `With its variables the document has over ${numberText(most)} values.`,
	},
};

/** What a sentence about a value begins with. */
function subjectText({ field, isItem }: ProblemParams["wrong-type"]["subject"]): string {
	if (isItem) return field === undefined ? "An item" : `An item of ${plainWord(field)}`;
	return field === undefined ? "The document" : plainWord(field);
}

function plainWord(name: string): string {
	return /^[\w-]{1,80}$/.test(name) ? name : shown(name);
}

const types: Readonly<Record<string, string>> = {
	string: "a string",
	integer: "a whole number",
	number: "a number",
	boolean: "true or false",
	array: "a list",
	object: "a map",
	null: "null",
};

const typeHints = {
	unquote: "Take the quotes off.",
	digits: "Write digits only.",
	boolean: "Write true or false, without quotes.",
	unwrap: "Take the [ ] or the dash away.",
	wrap: "Put [ ] around it, and commas between its items.",
} as const;

function fieldAdvice({ meant, belongs, known, kind }: ProblemParams["unknown-field"]): string | undefined {
	if (meant !== undefined) return `Did you mean ${meant}?`;
	if (belongs === "top") return "It belongs at the top, beside kind.";
	if (belongs !== undefined) return `It belongs directly under ${belongs}.`;
	if (known) return `Valid fields: ${known.join(", ")}.`;
	return kind && `The command "evenkeel schema ${kind}" prints those that exist.`;
}

function acceptedBy({ field, acceptedBy: kinds }: ProblemParams["unknown-field"]): string | undefined {
	return kinds && `Only a ${kinds.join(" or a ")} accepts policy.${field}.`;
}

function boundText({ bound, limit, members = [] }: Omit<ProblemParams["out-of-bounds"], "subject">): string {
	const items = counted(limit, "item");
	const bounds: Readonly<Record<string, string>> = {
		minimum: `has to be at least ${limit}`,
		maximum: `may be at most ${limit}`,
		minLength: limit === 1 ? "must not be empty" : `has to have at least ${limit} characters`,
		maxLength: `may have at most ${limit} characters`,
		minItems: `has to have at least ${items}`,
		maxItems: `may have at most ${items}`,
		minProperties: `has to have at least ${limit} of: ${members.join(", ")}`,
		maxProperties: `may have at most ${limit} of: ${members.join(", ")}`,
	};
	return bounds[bound] ?? "is not allowed by the schema";
}
