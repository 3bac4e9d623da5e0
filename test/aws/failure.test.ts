/**
 * What a client makes of answers that AWS never gives, and others do who speak its protocol: emulators that lack an operation,
 * and pages for people. Which of them is asked again, and which is told as what it is.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { createAws } from "../../src/aws/client.ts";
import { translate } from "../../src/aws/translate.ts";
import { systemClock } from "../../src/lib/clock.ts";

const page = "<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n";
const error = (type: string) => JSON.stringify({ __type: type, message: "no" });

const rows: readonly (readonly [
	what: string,
	answer: { readonly status: number; readonly body: string },
	failure: { readonly kind: string; readonly code: string },
	requests: number,
])[] = [
	[
		"AWS's error for an operation that is not there",
		{ status: 400, body: error("UnknownOperationException") },
		{ kind: "unsupported", code: "UnknownOperationException" },
		1,
	],
	[
		"a status that means the same, whatever the code",
		{ status: 501, body: error("InternalFailure") },
		{ kind: "unsupported", code: "InternalFailure" },
		1,
	],
	["a page for people", { status: 500, body: page }, { kind: "unavailable", code: "UnreadableAnswer" }, 5],
	[
		"a page for people that says all is well",
		{ status: 200, body: page },
		{ kind: "unavailable", code: "UnreadableAnswer" },
		5,
	],
	[
		"AWS's own outage",
		{ status: 500, body: error("ServerException") },
		{ kind: "unavailable", code: "ServerException" },
		5,
	],
];

it.each(rows)("%s", async (_what, answer, failure, requests) => {
	let seen = 0;
	const server = createServer((_request, response) => {
		seen += 1;
		response.writeHead(answer.status).end(answer.body);
	});
	await once(server.listen(0, "127.0.0.1"), "listening");
	const aws = createAws({
		region: "ap-northeast-1",
		endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		anyCredentials: true,
		clock: systemClock(),
		// So that no pause lasts.
		random: () => 0,
		budget: async () => {},
	});
	await expect(aws.read("ecs:ListServiceDeployments", { service: "api" })).rejects.toMatchObject(failure);
	expect(seen).toBe(requests);
	aws.close();
	await once(server.close(), "close");
});

it("says what to do where there are no credentials", async () => {
	const failure = translate(
		Object.assign(new Error("Could not load credentials from any providers"), { name: "CredentialsProviderError" }),
		"ecs:DescribeClusters",
	);
	expect(failure).toMatchObject({ kind: "denied", code: "CredentialsProviderError" });
	expect(failure.message).toContain("AWS_PROFILE");
});
