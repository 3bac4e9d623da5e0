/** Manual actions of a user in a virtual account: the code of `evenkeel suspend`, `resume` and `adopt`. */
import type { Call } from "../../src/aws/calls.ts";
import { createAws } from "../../src/aws/client.ts";
import { type ManualActionResult, runManualAction } from "../../src/controller/manual-action.ts";
import { kinds } from "../../src/kinds/list.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { load } from "../../src/manifest/load.ts";
import type { ManualAction } from "../../src/plan/manual-action.ts";
import { asSnapshot, type Files, type VirtualWorld } from "./virtual-world.ts";

export interface ByHand {
	readonly result: ManualActionResult;
	/** Each resource's outcome with its reason code, as `Service/shop/api: action, Adopted`. */
	readonly told: readonly string[];
	/** The writes that reached AWS, in order. */
	readonly sent: readonly Call[];
}

/** Performs `deed` on the resources of `selector`, in another process than the controllers. */
export async function byHand(
	world: VirtualWorld,
	files: Files,
	selector: string,
	manualAction: ManualAction,
	{ dryRun = false, owner = "test" }: { readonly dryRun?: boolean; readonly owner?: string } = {},
): Promise<ByHand> {
	const { emulator, clock } = world;
	const { region, requestHandler } = emulator;
	const aws = createAws({ region, requestHandler, clock, random: seededRandom(5), budget: async () => {} });
	const { desired } = load(asSnapshot(files), { kinds, owner });
	if (!desired) throw new Error("The manifests cannot be read.");
	const sent: Call[] = [];
	let result: ManualActionResult | undefined;
	const work = runManualAction({
		kinds,
		clock,
		desired,
		manualAction,
		dryRun,
		selectors: [selector],
		signal: new AbortController().signal,
		aws: {
			...aws,
			send: (call) => {
				sent.push(call);
				return aws.send(call);
			},
		},
	}).then((value) => {
		result = value;
	});
	await world.until(() => result !== undefined);
	await work;
	aws.close();
	if (!result || "stopped" in result) throw new Error(`It stopped: ${JSON.stringify(result)}`);
	const told = result.plan.items.map(({ identity, verdict }) =>
		verdict.outcome === "in sync" ? `${identity}: in sync` : `${identity}: ${verdict.outcome}, ${verdict.reason.code}`,
	);
	return { result, told, sent };
}
