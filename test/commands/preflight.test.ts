/** `preflight` by the commands, over HTTP: who is asked, and what a person is shown of it. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type LocalAws, runCommand, startLocal } from "../support/command-line.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";
import { shop, shopIds, shopManifests } from "../support/preflight-shop.ts";

let aws: LocalAws;
let folder: ManifestFolder;

beforeAll(async () => {
	const known = [...shopIds.filter((id) => id !== shop.logGroup), `${shop.logGroup}-other`];
	aws = await startLocal(["--speed", "200", "--known", known.join(",")]);
	folder = await manifestFolder();
	for (const [file, text] of Object.entries(shopManifests())) await folder.write(file, text);
});
afterAll(async () => {
	await folder.dispose();
	await aws.stop();
});

const evenkeel = (...argv: string[]) => runCommand([...argv, "--path", folder.path], { env: aws.env });

it("a plan shows what is missing and what could not be asked", async () => {
	const { code, out, error } = await evenkeel("plan");
	expect(code).toBe(0);
	expect(out).toContain(
		". TaskDefinition/web  waiting\n    Waiting for the log group /ecs/web, which does not exist in ap-northeast-1.",
	);
	expect(error).toMatch(/^Part of the preflight check is not possible: The embedded AWS has no images, .*\n$/);
});

it("a diff shows what differs, and asks nobody", async () => {
	const { code, out, error } = await evenkeel("diff");
	expect(code).toBe(1);
	expect(out).toContain("ecsTaskExecutionRole");
	expect(error).toBe("");
});

it("an embedded AWS in the process has everything, images too", async () => {
	const { out, error } = await evenkeel("plan", "--local");
	expect(out).toContain("+ TaskDefinition/web  create  ecs:RegisterTaskDefinition\n    Does not exist.\n");
	expect(error).toBe("");
});
