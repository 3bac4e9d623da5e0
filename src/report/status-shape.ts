/**
 * Checks that a JSON value has the shape of a status, as far as `evenkeel status` reads it.
 * Other versions of evenkeel may have further members and values; the listener at an address may be another program.
 */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Status } from "../model/status.ts";

const text = { type: "string" };
const flag = { type: "boolean" };
const count = { type: "integer", minimum: 0 };
/** Milliseconds since the epoch in the range of a date (ECMAScript, time values). */
const moment = { type: "number", minimum: 0, maximum: 8.64e15 };
const revision = { type: "string", minLength: 1 };
const reason = object({ code: text, message: text }, { remediation: text });
const place = object({ file: text, line: count, column: count });

const schema = object(
	{
		problems: listOf(
			object({ severity: { enum: ["error", "warning"] }, code: text, message: text, place }, { remediation: text }),
		),
		resources: listOf(
			object(
				{
					identity: text,
					sync: text,
					health: object({ status: text }, { reason }),
					drift: listOf(object({ path: text })),
					unmanaged: listOf(text),
					orphan: flag,
				},
				{
					reason,
					rollout: text,
					lastChange: object({ revision, action: text, operation: text, atMs: moment }),
					failure: object({ kind: text, operation: text, awsCode: text, message: text }),
				},
			),
		),
		reconciles: count,
	},
	{
		...{ environment: text, owner: text, account: text, region: text, stopped: reason },
		...{ revision, rejectedRevision: revision, lastSuccessRevision: revision },
		...{ revisionAtMs: moment, lastSuccessMs: moment },
		ancestry: object({ checked: flag }, { since: revision }),
		pause: object({ reason }),
	},
);

let validate: ValidateFunction | undefined;

/** Whether the value can be read as a status. */
export function isStatus(value: unknown): value is Status {
	validate ??= new Ajv2020().compile(schema);
	return validate(value);
}

function object(members: object, optional: object = {}) {
	return { type: "object", required: Object.keys(members), properties: { ...members, ...optional } };
}

function listOf(items: object) {
	return { type: "array", items };
}
