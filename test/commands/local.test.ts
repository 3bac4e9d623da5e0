/** `evenkeel local`: its clock and its request rates, as its flags set them. */
import { ECSClient, ListServicesByNamespaceCommand } from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { runCommand, startLocal } from "../support/command-line.ts";

async function timeOf(url: string): Promise<number> {
	const state = (await (await fetch(`${url}/_evenkeel/state`)).json()) as { time: string };
	return Date.parse(state.time);
}

describe("evenkeel local", () => {
	it("stands still on a virtual clock until it is moved on", async () => {
		const { url, stop } = await startLocal(["--clock", "virtual"]);
		const before = await timeOf(url);
		expect(await timeOf(url)).toBe(before);
		await fetch(`${url}/_evenkeel/advance`, { method: "POST", body: '{"seconds":3600}' });
		expect(await timeOf(url)).toBe(before + 3_600_000);
		expect((await stop()).out).toContain("with a virtual clock, which the control API advances");
	});

	it("jumps ahead on a clock that goes on by itself", async () => {
		const { url, stop } = await startLocal([]);
		const before = await timeOf(url);
		await fetch(`${url}/_evenkeel/advance`, { method: "POST", body: '{"seconds":3600}' });
		expect(await timeOf(url)).toBeGreaterThanOrEqual(before + 3_600_000);
		expect((await stop()).out).toContain("running in real time");
	});

	it.each<[string[], number]>([
		[["--throttle", "0.3"], 3],
		[[], 20],
	])("keeps AWS's request rates when it is asked to: %j", async (flags, expected) => {
		const { url, stop } = await startLocal(["--clock", "virtual", ...flags]);
		const credentials = { accessKeyId: "x", secretAccessKey: "y" };
		const ecs = new ECSClient({ endpoint: url, region: "ap-northeast-1", credentials, maxAttempts: 1 });
		let through = 0;
		for (let attempt = 0; attempt < 20; attempt++) {
			const sent = ecs.send(new ListServicesByNamespaceCommand({ namespace: "a" }));
			through += await sent.then(
				() => 1,
				({ name }) => (name === "ThrottlingException" ? 0 : 1),
			);
		}
		ecs.destroy();
		await stop();
		expect(through).toBe(expected);
	});

	it.each([
		["--clock", "broken"],
		["--throttle", "0"],
	])("refuses %s %s", async (...flags) => {
		expect((await runCommand(["local", ...flags])).code).not.toBe(0);
	});
});
