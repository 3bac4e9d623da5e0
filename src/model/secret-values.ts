/**
 * Hides values that are secret because of their source, such as sensitive Terraform outputs, wherever they were filled
 * in: a command, a label or a health check does not show that it contains a secret.
 */
import { createHiding, shortestHidden } from "../lib/hiding.ts";
import { isRecord } from "../lib/json.ts";
import { hidden } from "./redact.ts";

/** Removes secret values from anything shown. */
export interface SecretValues {
	readonly inText: (text: string) => string;
	/** Returns a copy in which no text or key contains a secret value. */
	readonly inValue: (value: unknown) => unknown;
}

const known = new WeakMap<readonly string[], SecretValues>();
const none: SecretValues = { inText: (text) => text, inValue: (value) => value };

/** Creates the redaction for `values`. Values too short to be found inside other texts are hidden only as whole values. */
export function secretValues(values: readonly string[] = []): SecretValues {
	if (values.length === 0) return none;
	const made = known.get(values) ?? hiding(values);
	known.set(values, made);
	return made;
}

function hiding(values: readonly string[]): SecretValues {
	return valueHiding(new Set(values), createHiding(values, hidden).hideIn);
}

/** Applies `inText` to all texts in values, and hides values that equal one of `alone`. */
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

/** Hides every text in `value`: a value that was replaced by a secret may have been secret too. */
export function withoutTexts(value: unknown): unknown {
	if (typeof value === "string") return hidden;
	if (Array.isArray(value)) return value.map(withoutTexts);
	if (!isRecord(value)) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutTexts(inner)]));
}
