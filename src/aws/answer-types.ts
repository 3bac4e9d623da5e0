/**
 * Whether an answer of AWS's has the types that the SDK's schemas say. The SDK passes on what the JSON says, such as a null in a
 * list or a text instead of a list; above this floor every value has its type, so that no answer makes an observation crash.
 */
import { NormalizedSchema } from "@smithy/core/schema";
import { getSmithyContext } from "@smithy/core/transport";
import { UnreadableAnswer } from "./failure.ts";

type Holder = Record<string, unknown>;
type Schema = Parameters<typeof NormalizedSchema.of>[0];

/** Checks the member `name` of `holder`. Gives the path of what is wrong, `""` for the member itself. */
type Check = (value: unknown, holder: Holder, name: string) => string | undefined;

/** The part of the SDK's middleware stacks that is used here, which in the SDK's types is another one for each service. */
interface MiddlewareStack {
	readonly add: (middleware: Middleware, options: { readonly step: "deserialize"; readonly name: string }) => void;
}

type Send = (args: object) => Promise<{ readonly output: Holder }>;
type Middleware = (next: Send, context: Parameters<typeof getSmithyContext>[0]) => Send;

/** From now on the client rejects with an `UnreadableAnswer` for an answer of other types. */
export function checkTypes({ middlewareStack }: { readonly middlewareStack: object }): void {
	// Ahead of the SDK's own, which reads the answer.
	const options = { step: "deserialize", name: "checkTypes", priority: "high" } as const;
	(middlewareStack as MiddlewareStack).add(checking, options);
}

const checking: Middleware = (next, context) => {
	const { operationSchema } = getSmithyContext(context) as { readonly operationSchema?: readonly unknown[] };
	const check = compiled(NormalizedSchema.of(operationSchema?.[5] as Schema));
	return async (args) => {
		const result = await next(args);
		const path = check(result.output, {}, "");
		if (path !== undefined) throw new UnreadableAnswer(`the type of "${path}" is not the one that AWS documents`);
		return result;
	};
};

function compiled(schema: NormalizedSchema): Check {
	if (schema.isDocumentSchema() || schema.isUnitSchema() || schema.isBlobSchema()) return () => undefined;
	if (schema.isStructSchema()) return ofStruct(schema);
	if (schema.isListSchema()) return ofList(schema);
	if (schema.isMapSchema()) return ofMap(schema);
	if (schema.isTimestampSchema()) return (value) => (value instanceof Date && !Number.isNaN(+value) ? undefined : "");
	if (schema.isBooleanSchema()) return scalar("boolean", booleanOf);
	if (schema.isNumericSchema()) return scalar("number", numberOf);
	return schema.isStringSchema() ? scalar("string", String) : () => undefined;
}

/** Members are compiled as they come: most answers have few, and a schema may hold itself. */
function ofStruct(schema: NormalizedSchema): Check {
	const members = new Map<string, NormalizedSchema>(schema.structIterator());
	const checks = new Map<string, Check>();
	return (value) => {
		if (!isObject(value)) return "";
		for (const name of Object.keys(value)) {
			const member = members.get(name);
			const held = value[name];
			if (!member || held === undefined) continue;
			const check = checks.get(name) ?? compiled(member);
			checks.set(name, check);
			const path = check(held, value, name);
			if (path !== undefined) return joined(name, path);
		}
		return undefined;
	};
}

function ofList(schema: NormalizedSchema): Check {
	let check: Check | undefined;
	return (value) => {
		if (!Array.isArray(value)) return "";
		check ??= compiled(schema.getValueSchema());
		for (const [index, item] of value.entries()) {
			const path = check(item, value as unknown as Holder, String(index));
			if (path !== undefined) return joined(String(index), path);
		}
		return undefined;
	};
}

/** A null in a map means nothing (Smithy specification, "sparse": clients drop it). */
function ofMap(schema: NormalizedSchema): Check {
	let check: Check | undefined;
	return (value) => {
		if (!isObject(value)) return "";
		check ??= compiled(schema.getValueSchema());
		for (const name of Object.keys(value)) {
			const held = value[name];
			if (held === null) delete value[name];
			const path = held === null ? undefined : check(held, value, name);
			if (path !== undefined) return joined(name, path);
		}
		return undefined;
	};
}

/** What stands in for AWS mixes up texts and numbers; what means the same is put right. */
function scalar(type: "string" | "number" | "boolean", convert: (text: string) => unknown): Check {
	return (value, holder, name) => {
		if (typeof value === type || (type === "string" && value instanceof String)) return undefined;
		if (typeof value === "bigint" && type === "number") return undefined;
		const converted = ["string", "number", "boolean"].includes(typeof value) ? convert(String(value)) : undefined;
		if (converted === undefined) return "";
		holder[name] = converted;
		return undefined;
	};
}

function numberOf(text: string): number | undefined {
	const number = Number(text);
	return text.trim() === "" || Number.isNaN(number) ? undefined : number;
}

function booleanOf(text: string): boolean | undefined {
	return text === "true" || text === "false" ? text === "true" : undefined;
}

function isObject(value: unknown): value is Holder {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function joined(name: string, path: string): string {
	return path === "" ? name : `${name}.${path}`;
}
