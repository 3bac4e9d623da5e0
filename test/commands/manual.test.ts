/** `suspend`, `resume` and `adopt` as a person types them, against one running `evenkeel local`. */
import { CreateClusterCommand, ECSClient } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalAws, runCommand, startLocal } from "../support/command-line.ts";
import { type ManifestFolder, manifestFolder } from "../support/folder.ts";

let aws: LocalAws;
let folder: ManifestFolder;
const evenkeel = (...argv: string[]) =>
	runCommand([...argv, "--path", folder.path, "--owner", "shop"], { env: aws.env });

beforeAll(async () => {
	aws = await startLocal();
	folder = await manifestFolder();
	await folder.write("c.yaml", "apiVersion: evenkeel/v1alpha1\nkind: Cluster\nmetadata: { name: shop }\nspec: {}\n");
	const ecs = new ECSClient({
		endpoint: aws.url,
		region: "ap-northeast-1",
		credentials: { accessKeyId: "x", secretAccessKey: "x" },
	});
	await ecs.send(new CreateClusterCommand({ clusterName: "shop" }));
	ecs.destroy();
});
afterAll(async () => {
	await folder.dispose();
	await aws.stop();
});

describe("the commands of a person", () => {
	it("adopt, suspend and resume one after the other, each told", async () => {
		const unowned = await evenkeel("suspend", "Cluster/shop", "--reason", "too early");
		expect(unowned).toMatchObject({ code: 1, out: expect.stringContaining("! Cluster/shop  blocked") });
		for (const [argv, line] of [
			[["adopt", "Cluster/*", "--dry-run"], "~ Cluster/shop  adopt  ecs:TagResource"],
			[["adopt", "Cluster/*"], "AWS accepted 1 action."],
			[["adopt", "Cluster/*"], "= Cluster/shop"],
			[["suspend", "Cluster/shop", "--for", "2h", "--reason", "incident 42"], "AWS accepted 1 action."],
			[["resume", "Cluster/shop"], "~ Cluster/shop  tag  ecs:UntagResource"],
			[["resume", "Cluster/shop"], "AWS accepted no actions."],
		] as const) {
			expect(await evenkeel(...argv)).toMatchObject({ code: 0, error: "", out: expect.stringContaining(line) });
		}
	});

	it("do what they can, and tell which selector means nothing", async () => {
		expect(await evenkeel("suspend", "Cluster/shop", "Cluster/ship", "--reason", "incident 42")).toMatchObject({
			code: 1,
			out: expect.stringMatching(/Suspended until \S+Z \(incident 42\)\..*AWS accepted 1 action\./s),
			error: "No declared or owned resource matches Cluster/ship. Did you mean Cluster/shop?\n",
		});
	});

	it.each([
		[["suspend", "Cluster/shop"], "--reason is required"],
		[["suspend", "Cluster/shop", "--reason", "why?"], "AWS accepts only letters"],
		[["resume", "Cluster/ship"], "No declared or owned resource matches Cluster/ship."],
		[["adopt"], "missing required argument"],
	])("refuse %j with a sentence", async (argv, sentence) => {
		expect(await evenkeel(...argv)).toMatchObject({ code: 1, out: "", error: expect.stringContaining(sentence) });
	});
});
