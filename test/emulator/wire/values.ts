/** Values that match a schema of the SDK, for tests that cover all operations. */
import type { Operation } from "../../../src/emulator/wire/sdk-model.ts";
import type { Random } from "../../../src/lib/random.ts";

export type Schema = Operation["input"];

/** Route 53's clients strip the prefixes of IDs and escape names, so IDs and names are plain here. */
export function plainIdentifiers(value: unknown): void {
	if (typeof value !== "object" || value === null || value instanceof Date) return;
	for (const [key, member] of Object.entries(value)) {
		if (typeof member === "string" && /Id$|ResourceRecord$|DNSName|Name/.test(key)) {
			(value as Record<string, unknown>)[key] = "Z12";
		} else plainIdentifiers(member);
	}
}

/** A value with every member of the schema, up to a depth that ends recursive shapes. */
export function anyValue(schema: Schema, random: Random, depth: number): unknown {
	const below = (count: number) => Math.floor(random() * count);
	if (schema.isUnitSchema()) return {};
	if (schema.isStructSchema()) {
		const members = [...schema.structIterator()].filter(([, member]) => depth < 7 || !member.isStructSchema());
		const chosen = schema.isUnionSchema() ? members.slice(below(members.length)).slice(0, 1) : members;
		return Object.fromEntries(chosen.map(([name, member]) => [name, anyValue(member, random, depth + 1)]));
	}
	const element = () => anyValue(schema.getValueSchema(), random, depth + 1);
	if (schema.isListSchema()) return Array.from({ length: 1 + below(2) }, element);
	if (schema.isMapSchema()) return { k1: element(), "k<2>": element() };
	if (schema.isTimestampSchema()) return new Date(1_700_000_000_000 + below(1000) * 1000);
	if (schema.isBooleanSchema()) return below(2) === 1;
	if (schema.isNumericSchema()) return below(1000);
	if (schema.isBlobSchema()) return new Uint8Array([1, 2, 3]);
	return `${["é<&>\"'", "a/b c+d%", "plain", "x\ny"][below(4)]}${below(100)}`;
}

/**
 * A value that almost matches the schema: some members have another type, odd content, or are absent. It can be encoded
 * as JSON.
 */
export function wildValue(schema: Schema, random: Random, depth: number): unknown {
	const below = (count: number) => Math.floor(random() * count);
	if (depth > 0 && random() < 0.15) return anyOddity(random);
	if (schema.isUnitSchema() || depth > 8) return {};
	if (schema.isStructSchema()) {
		const chosen = [...schema.structIterator()].filter(() => random() < 0.7);
		return Object.fromEntries(chosen.map(([name, member]) => [name, wildValue(member, random, depth + 1)]));
	}
	const element = () => wildValue(schema.getValueSchema(), random, depth + 1);
	if (schema.isListSchema()) return Array.from({ length: below(4) }, element);
	if (schema.isMapSchema())
		return Object.fromEntries(["a", "__proto__", "constructor", ""].map((key) => [key, element()]));
	if (schema.isBooleanSchema()) return below(2) === 1;
	if (schema.isNumericSchema() || schema.isTimestampSchema()) return numbers[below(numbers.length)];
	return texts[below(texts.length)];
}

/** An unexpected value: of the wrong type, odd, empty, or out of range. */
export function anyOddity(random: Random): unknown {
	return oddities[Math.floor(random() * oddities.length)];
}

const numbers = [0, 1, 2, 10, 100, -1, 0.5, 2 ** 31, 2 ** 53, 1e308];
const texts = [
	"a",
	"default",
	"",
	"A",
	"é",
	"\u0000",
	"\ud800",
	"arn:aws:ecs:ap-northeast-1:123456789012:service/default/a",
	"arn:aws:ecs",
	"a:1",
	"x".repeat(300),
	"__proto__",
	"FARGATE",
	"EC2",
	"awsvpc",
	"ns-1",
	"*",
	"(",
	"attribute:a == b",
];
const oddities = [
	null,
	0,
	-1,
	true,
	"",
	"text",
	[],
	{},
	[[]],
	[null],
	{ a: 1 },
	"9".repeat(40),
	1e308,
	...numbers,
	...texts,
];
