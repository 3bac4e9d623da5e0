/** Operations of services whose packages are optional. */
import { describe, expect, it } from "vitest";
import { optionalSendersOf } from "../../src/aws/senders.ts";
import { logs } from "../../src/aws/services/logs.ts";
import type { OptionalAwsService } from "../../src/aws/services/service.ts";

const noClient = () => {
	throw new Error("no client is opened");
};

function senderOf(load: OptionalAwsService["load"]) {
	return new Map(optionalSendersOf({ ...logs, load } as OptionalAwsService, noClient)).get("logs:CreateLogGroup");
}

describe("an operation of a service whose package is not installed", () => {
	const error = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
	const sender = senderOf(() => Promise.reject(error));

	it.each([
		["credentials", () => sender?.credentials()],
		["request", () => sender?.send({}, { abortSignal: new AbortController().signal })],
	])("fails by its %s, with what to install", async (_, ask) => {
		await expect(ask()).rejects.toMatchObject({
			...{ kind: "unsupported", code: "PackageMissing", operation: "logs:CreateLogGroup" },
			detail:
				"The package @aws-sdk/client-cloudwatch-logs is not installed. Install it next to evenkeel: npm install @aws-sdk/client-cloudwatch-logs",
		});
	});
});

it("another failure of a package to load is not taken for a missing one", async () => {
	const sender = senderOf(() => Promise.reject(new SyntaxError("Unexpected token")));
	await expect(sender?.credentials()).rejects.toThrow(SyntaxError);
});
