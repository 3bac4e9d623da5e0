/**
 * Answers that say success and are wrong: what a broken proxy, another implementation of AWS or an attacker may give. They are made
 * from the right answer as it would go over the wire, since no handler could give them.
 */
import { isRecord } from "../../lib/json.ts";
import type { WireResponse } from "./http-message.ts";

/** What is wrong with an answer. XML can only say `nothing`. */
export type Wrongness =
	/** `{}`. */
	| "nothing"
	/** Its lists and maps are there, and empty. */
	| "noItems"
	/** Each list begins with a null. */
	| "nullItems"
	/** Each list is a text, and everything else a number. */
	| "otherTypes"
	/** What it shows has other names, ids and ARNs. */
	| "otherItems"
	/** Its ARNs are of the account 999999999999. */
	| "otherAccount"
	/** It has one and the same token, whether more follows or not. */
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

/** The token of every page where it is `sameToken`. */
export const repeatedToken = "again";

type Body = Readonly<Record<string, unknown>>;

/** What a handler is said to have given, and what is wrong with it on the wire. */
export class WrongAnswer {
	readonly answer: unknown;
	readonly as: Wrongness;
	constructor(answer: unknown, as: Wrongness) {
		this.answer = answer;
		this.as = as;
	}
}

/** Encodes what a handler gave, and spoils it where that is asked for. */
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
