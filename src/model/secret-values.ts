/**
 * Values that are secret because of where they come from, such as an output that Terraform calls sensitive, wherever they have been
 * filled in: in a command, a label or a health check, of which nothing else tells that they hold a secret.
 */
import { createHiding, shortestHidden } from "../lib/hiding.ts";
import { isRecord } from "../lib/json.ts";
import { hidden } from "./redact.ts";

/** Takes the values out of what is shown. */
export interface SecretValues {
	readonly inText: (text: string) => string;
	/** A copy in which no text holds one, in keys neither. */
	readonly inValue: (value: unknown) => unknown;
}

const known = new WeakMap<readonly string[], SecretValues>();
const none: SecretValues = { inText: (text) => text, inValue: (value) => value };

/** What hides `values`. Those that are too short to be found in other texts are hidden where they stand alone. */
export function secretValues(values: readonly string[] = []): SecretValues {
	if (values.length === 0) return none;
	const made = known.get(values) ?? hiding(values);
	known.set(values, made);
	return made;
}

function hiding(values: readonly string[]): SecretValues {
	return valueHiding(new Set(values), createHiding(values, hidden).hideIn);
}

/** Hides in values what `inText` hides in texts, and `alone` where it is a whole text or number. */
export function valueHiding(alone: ReadonlySet<string>, inText: (text: string) => string): SecretValues {
	const inWhole = (text: string) => (text !== "" && alone.has(text) ? hidden : inText(text));
	const inValue = (value: unknown): unknown => {
		if (typeof value === "string") return inWhole(value);
		if (Array.isArray(value)) return value.map(inValue);
		if (typeof value === "number") {
			const text = String(value);
			return text.length >= shortestHidden && alone.has(text) ? hidden : value;
		}
		if (!isRecord(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [inText(key), inValue(inner)]));
	};
	return { inText, inValue };
}

/** `value` with every text in it hidden: what a secret has taken the place of may have been one too. */
export function withoutTexts(value: unknown): unknown {
	if (typeof value === "string") return hidden;
	if (Array.isArray(value)) return value.map(withoutTexts);
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutTexts(inner)]));
}
