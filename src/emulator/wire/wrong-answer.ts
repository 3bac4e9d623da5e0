/**
 * Creates successful responses with wrong contents, as a broken proxy, another implementation of AWS or an attacker
 * could return them. They are derived from the encoded correct response, because no handler could return them.
 */
import { isRecord } from "../../lib/json.ts";
import type { WireResponse } from "./http-message.ts";

/** The kinds of wrong answers. XML supports only `nothing`. */
export type Wrongness =
	/** `{}`. */
	| "nothing"
	/** Its lists and maps are present and empty. */
	| "noItems"
	/** Each list begins with a null. */
	| "nullItems"
	/** Each list is a text, and everything else is a number. */
	| "otherTypes"
	/** It contains other names, IDs and ARNs. */
	| "otherItems"
	/** Its ARNs are of the account 999999999999. */
	| "otherAccount"
	/** It has the same token whether or not more pages follow. */
	| "sameToken";

export const wrongnesses: readonly Wrongness[] = [
	"nothing",
	"noItems",
	"nullItems",
	"otherTypes",
	"otherItems",
	"otherAccount",
	"sameToken",
];

/** The token of every page with `sameToken`. */
export const repeatedToken = "again";

type Body = Readonly<Record<string, unknown>>;

/** The handler's answer and the way in which its encoding is wrong. */
export class WrongAnswer {
	readonly answer: unknown;
	readonly as: Wrongness;
	constructor(answer: unknown, as: Wrongness) {
		this.answer = answer;
		this.as = as;
	}
}

/** Encodes the handler's answer and alters it if requested. */
export async function encodeAnswer(
	given: unknown,
	encode: (answer: unknown) => WireResponse | Promise<WireResponse>,
): Promise<WireResponse> {
	if (!(given instanceof WrongAnswer)) return encode(given);
	const response = await encode(given.answer);
	const text = new TextDecoder().decode(response.body);
	return {
		...response,
		body: new TextEncoder().encode(text.startsWith("<") ? spoiledXml(text, given.as) : spoiled(text, given.as)),
	};
}

function spoiledXml(text: string, as: Wrongness): string {
	if (as !== "nothing") return text;
	const [declaration = "", name = "Nothing", attributes = ""] = /^(?:<\?[^>]*\?>\s*)?<(\w+)([^>]*)>/.exec(text) ?? [];
	return `${declaration.slice(0, declaration.lastIndexOf("<"))}<${name}${attributes}></${name}>`;
}

function spoiled(text: string, as: Wrongness): string {
	const body = JSON.parse(text || "{}") as Body;
	switch (as) {
		case "nothing":
			return "{}";
		case "noItems":
			return mapped(body, (member) => (Array.isArray(member) ? [] : isRecord(member) ? {} : member));
		case "nullItems":
			return mapped(body, (member) => (Array.isArray(member) ? [null, ...member] : member));
		case "otherTypes":
			return mapped(body, (member) => (Array.isArray(member) ? "text" : 7));
		case "otherItems":
			return mapped(body, (member) => (Array.isArray(member) ? member.map(otherItem) : otherItem(member)));
		case "otherAccount":
			return text
				.replace(/(arn:aws:\w+:[\w-]*:)\d{12}:/g, "$1999999999999:")
				.replace(/("(?:ResourceOwner|CreatedByAccount)":)"\d{12}"/g, '$1"999999999999"');
		case "sameToken":
			return JSON.stringify({ ...body, nextToken: repeatedToken, NextToken: repeatedToken });
	}
}

function mapped(body: Body, change: (member: unknown) => unknown): string {
	return JSON.stringify(Object.fromEntries(Object.entries(body).map(([name, member]) => [name, change(member)])));
}

function otherItem(item: unknown): unknown {
	if (typeof item === "string") return `${item}-other`;
	if (!isRecord(item)) return item;
	const other = ([name, value]: [string, unknown]) =>
		[name, typeof value === "string" && /(name|family|id|arn)$/i.test(name) ? `${value}-other` : value] as const;
	return Object.fromEntries(Object.entries(item).map(other));
}
