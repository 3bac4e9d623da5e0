/**
 * Knows all secret values of this process and removes them from all output.
 * Reports omit secrets where they are made; this covers the rest, such as a message that repeats a value.
 */
import { createHiding } from "../lib/hiding.ts";
import { visibleJson } from "../lib/visible.ts";
import { credentialsIn, isReference, isSecretName, withoutForms } from "../model/credentials.ts";
import { hidden } from "../model/redact.ts";
import { valueHiding } from "../model/secret-values.ts";

/** Removes secrets from texts. */
export interface Redactor {
	/** Hides `values` from now on. */
	readonly learn: (values: Iterable<string>) => void;
	/** `text` without any secret value in any encoding. JSON stays JSON. */
	readonly hideIn: (text: string) => string;
}

/** Shorter environment variables are more likely switches than passwords. */
const shortestOfEnvironment = 8;

/**
 * Creates a redactor that knows the environment's secrets: AWS keys, tokens, and passwords in the URLs of endpoints and
 * proxies.
 */
export function createRedactor(env: Readonly<Record<string, string | undefined>>): Redactor {
	const known = new Set<string>();
	const hiding = createHiding([], hidden);
	const learn = (values: Iterable<string>) => {
		const fresh = [...values].filter((value) => !known.has(value));
		for (const value of fresh) known.add(value);
		hiding.add(fresh);
	};
	learn(secretsOfEnvironment(env));
	const inText = (text: string) => withoutForms(hiding.hideIn(text), hidden);
	return {
		learn,
		hideIn: (text) => {
			const shown = inText(text);
			return shown === text || !isJson(text) || isJson(shown)
				? shown
				: inJson(text, valueHiding(known, inText).inValue);
		},
	};
}

/** A secret number has no quotes, so it is replaced as a value. */
function inJson(text: string, inValue: (value: unknown) => unknown): string {
	const isIndented = /^[[{]\n/.test(text);
	const end = text.endsWith("\n") ? "\n" : "";
	return `${visibleJson(JSON.stringify(inValue(JSON.parse(text)), null, isIndented ? 2 : 0))}${end}`;
}

function isJson(text: string): boolean {
	if (!/^[[{]/.test(text)) return false;
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

function secretsOfEnvironment(env: Readonly<Record<string, string | undefined>>): readonly string[] {
	return Object.entries(env).flatMap(([name, value = ""]) => {
		const isSecret = isSecretName(name) && value.length >= shortestOfEnvironment && !isReference(value);
		return [...(isSecret ? [value] : []), ...credentialsIn(value).flatMap(withPassword)];
	});
}

/** A user name and password as in a URL, and the password alone. */
function withPassword(credential: string): readonly string[] {
	const colon = credential.indexOf(":");
	return colon < 0 ? [credential] : [credential, credential.slice(colon + 1)];
}
