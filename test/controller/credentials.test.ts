/**
 * Credentials that are refreshed to another account's between two requests. They come from an endpoint as ECS gives them to tasks,
 * and have expired, so that the SDK asks for them before each request; AWS answers as the account of the signature.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeClustersCommand } from "@aws-sdk/client-ecs";
import { ListNamespacesCommand } from "@aws-sdk/client-servicediscovery";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createAws } from "../../src/aws/client.ts";
import { createAccountGuard } from "../../src/controller/account-guard.ts";
import { answerHttp } from "../../src/emulator/http.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { accountA, accountB } from "../support/two-accounts.ts";
import { createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";

const keys = { a: "AKIDOFACCOUNTA", otherOfA: "AKIDOFANOTHERROLEINA", b: "AKIDOFACCOUNTB" };
let server: Server;
let url: string;
let current: string;
let worlds: Readonly<Record<string, VirtualWorld>>;

beforeAll(async () => {
	server = createServer((request, response) => {
		if (request.url === "/credentials") {
			const Expiration = new Date(Date.now() - 1).toISOString();
			response.end(JSON.stringify({ AccessKeyId: current, SecretAccessKey: "secret", Token: "token", Expiration }));
			return;
		}
		const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "";
		const observedState = worlds[key];
		if (observedState) void answerHttp(observedState.emulator, request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", `${url}/credentials`);
	for (const file of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]) vi.stubEnv(file, "/nonexistent");
	for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"]) vi.stubEnv(name, undefined);
});

afterAll(() => {
	vi.unstubAllEnvs();
	server.close();
});

const calls = [
	{ operation: "ecs:CreateCluster", input: { clusterName: "new" } },
	{ operation: "servicediscovery:CreateHttpNamespace", input: { Name: "new" } },
] as const;

/** A guard that has just seen that account A answers. */
async function guardOfA() {
	const a = createVirtualWorld({ account: accountA });
	const b = createVirtualWorld({ account: accountB, clock: a.clock });
	worlds = { [keys.a]: a, [keys.otherOfA]: a, [keys.b]: b };
	current = keys.a;
	const { clock } = a;
	const region = a.emulator.region;
	const aws = createAws({ region, endpoint: url, clock, random: seededRandom(1), budget: async () => {} });
	const guard = createAccountGuard({ aws, clock });
	expect(await guard.isRight({ name: "test", account: accountA })).toBe(true);
	guard.begin();
	await guard.aws.read("ecs:DescribeClusters", { clusters: ["new"] });
	expect(await guard.doubt(calls.map(({ operation }) => operation))).toBeUndefined();
	return { a, b, guard, close: () => aws.close() };
}

it.each(calls)("sends no $operation with the credentials of another account", async (call) => {
	const { b, guard, close } = await guardOfA();
	current = keys.b;
	await expect(guard.aws.send(call)).rejects.toThrow(`AWS answers as account ${accountB}`);
	const { clusters } = await b.ecs.send(new DescribeClustersCommand({ clusters: ["new"] }));
	const { Namespaces } = await b.cloudMap.send(new ListNamespacesCommand({}));
	expect([clusters, Namespaces]).toEqual([[], []]);
	expect(guard.stopped()).toMatchObject({
		code: "WrongAccount",
		params: { differences: [{ expected: accountA, answering: accountB, isNamed: true }] },
	});
	close();
});

it.each(calls)("sends $operation with other credentials of the same account", async (call) => {
	const { guard, close } = await guardOfA();
	current = keys.otherOfA;
	await expect(guard.aws.send(call)).resolves.toBeDefined();
	expect(guard.stopped()).toBeUndefined();
	close();
});
