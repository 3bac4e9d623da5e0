/** Commands whose questions are never answered: `--timeout` and a signal end them all the same, with the exit code that they promise. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildProgram, eventually, runCommand, startLocal, startProcess } from "../support/command-line.ts";
import { type Silence, type SilentServer, silentServer } from "../support/silent-server.ts";

let open: SilentServer[] = [];
afterEach(async () => {
	for (const server of open) await server.close();
	open = [];
});

async function silent(silence: Silence = "no answer"): Promise<SilentServer> {
	const server = await silentServer(silence);
	open.push(server);
	return server;
}

const path = ["--path", "manifests/examples/golang-app"];
const variables = ["ACCOUNT_ID=111122223333", "VPC_ID=vpc-1", "SUBNET_A=subnet-1", "SECURITY_GROUP=sg-1"];
const source = [...path, "--owner", "test", ...variables.flatMap((variable) => ["--var", variable])];

describe("--timeout is over with exit code 3 though nobody answers", () => {
	it.each<[string, Silence, readonly string[]]>([
		["apply", "no answer", ["apply", ...source]],
		["apply", "a body without an end", ["apply", ...source]],
		["run", "no answer", ["run", ...source, "--exit-when-synced", "--listen", "127.0.0.1:0"]],
	])("%s: %s", async (_command, silence, argv) => {
		const { url } = await silent(silence);
		const result = await runCommand([...argv, "--timeout", "2s"], { env: { AWS_ENDPOINT_URL: url } });
		expect(result).toMatchObject({ code: 3, out: expect.stringContaining("Timed out after") });
	});

	it.each<Silence>(["no answer", "half a body", "a body without an end"])("status --wait: %s", async (silence) => {
		const { url } = await silent(silence);
		const result = await runCommand(["status", "--wait", "--timeout", "500ms", "--address", new URL(url).host]);
		expect(result).toMatchObject({ code: 3, out: expect.stringContaining("no answer within 1 s") });
	});
});

describe("a signal ends a command though nobody answers", () => {
	let program: Awaited<ReturnType<typeof buildProgram>>;
	beforeAll(async () => {
		program = await buildProgram();
	});
	afterAll(() => program.remove());

	it.each<[string, readonly string[], number]>([
		["run", ["run", ...source, "--listen", "127.0.0.1:0"], 0],
		["apply", ["apply", ...source], 130],
		["plan", ["plan", ...source], 130],
		["diff", ["diff", ...source], 130],
		["export", ["export", "--all"], 130],
		["suspend", ["suspend", "*", "--reason", "test", ...source], 130],
	])("%s", async (_command, argv, code) => {
		const server = await silent();
		const evenkeel = startProcess(program.file, argv, { AWS_ENDPOINT_URL: server.url });
		await eventually(() => server.requests() > 0);
		evenkeel.child.kill("SIGTERM");
		expect(await evenkeel.ended, evenkeel.text()).toBe(code);
		expect(evenkeel.text()).not.toMatch(/RequestTimeout|AWS does not answer/);
	});

	it("status --wait", async () => {
		const server = await silent();
		const evenkeel = startProcess(program.file, ["status", "--wait", "--address", new URL(server.url).host]);
		await eventually(() => server.requests() > 0);
		evenkeel.child.kill("SIGINT");
		expect(await evenkeel.ended).toBe(130);
	});

	it("and is told of the call whose answer was not waited for any longer", async () => {
		const aws = await startLocal(["--speed", "100"]);
		const fault = { operation: "*:Create*", fault: "neverAnswers", of: "response" };
		await fetch(`${aws.url}/_evenkeel/faults`, { method: "POST", body: JSON.stringify(fault) });
		const evenkeel = startProcess(program.file, ["run", ...source, "--listen", "127.0.0.1:0"], aws.env);
		await eventually(async () => {
			const { faults } = (await (await fetch(`${aws.url}/_evenkeel/faults`)).json()) as {
				faults: { applied: number }[];
			};
			return (faults[0]?.applied ?? 0) > 0;
		});
		evenkeel.child.kill("SIGTERM");
		expect(await evenkeel.ended, evenkeel.text()).toBe(0);
		expect(evenkeel.text()).toMatch(/Create\w+ failed .*Ending: .*unknown whether the call has taken effect/);
		await aws.stop();
	});
});
