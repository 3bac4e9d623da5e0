/** Tests STS at the byte level of its query protocol; the interop suites call it with AWS's own clients. */
import { describe, expect, it } from "vitest";
import { createWorld } from "../../world.ts";

const { emulator } = createWorld();

async function ask(form: string, request: { method?: string; path?: string; type?: string } = {}) {
	const { method = "POST", path = "/", type = "application/x-www-form-urlencoded; charset=utf-8" } = request;
	const body = new TextEncoder().encode(form);
	const answer = await emulator.handle({ method, path, query: {}, headers: { "content-type": type }, body });
	return { status: answer.statusCode, text: new TextDecoder().decode(answer.body) };
}

describe("STS", () => {
	it("returns the caller: the root user of the emulator's account", async () => {
		const { status, text } = await ask("Action=GetCallerIdentity&Version=2011-06-15");
		expect(status).toBe(200);
		expect(text).toMatch(/^<GetCallerIdentityResponse xmlns="https:\/\/sts.amazonaws.com\/doc\/2011-06-15\/">/);
		expect(text).toContain(`<Account>${emulator.account}</Account>`);
		expect(text).toContain(`<Arn>arn:aws:iam::${emulator.account}:root</Arn>`);
		expect(text).toMatch(/<RequestId>[0-9a-f-]{36}<\/RequestId>/);
	});
});

describe("the query protocol", () => {
	it.each([
		["another action of STS", "AssumeRole", "2011-06-15", /^<ErrorResponse><Error><Type>Sender<\/Type><Code>/],
		["an unsupported service", "ListUsers", "2010-05-08", /^<ErrorResponse><Error><Type>Sender<\/Type><Code>/],
		["EC2, with its own error shape", "DescribeVpcs", "2016-11-15", /^<Response><Errors><Error><Code>/],
	])("rejects %s", async (_, action, version, shape) => {
		const { status, text } = await ask(`Action=${action}&Version=${version}`);
		expect(status).toBe(400);
		expect(text).toMatch(shape);
		expect(text).toContain(`<Code>InvalidAction</Code>`);
		expect(text).toContain(`Could not find operation ${action} for version ${version}`);
	});

	it("escapes input that it repeats", async () => {
		expect((await ask("Action=a%3Cb%26&Version=1")).text).toContain("operation a&lt;b&amp; for version 1");
	});

	it.each([
		["another method", { method: "PUT" }],
		["another path", { path: "/other" }],
		["another content type", { type: "application/json" }],
	])("does not accept %s", async (_, request) => {
		const { status, text } = await ask("Action=GetCallerIdentity&Version=2011-06-15", request);
		expect(status).toBe(404);
		expect(text).toContain("UnknownOperationException");
	});
});
