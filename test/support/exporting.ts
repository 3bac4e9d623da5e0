/** Runs `evenkeel export` on a virtual account, and plans the result. */
import { createAws } from "../../src/aws/client.ts";
import { exportManifests } from "../../src/controller/export.ts";
import { planOnce } from "../../src/controller/plan-once.ts";
import { kinds } from "../../src/kinds/list.ts";
import { seededRandom } from "../../src/lib/random.ts";
import type { Desired } from "../../src/model/manifest.ts";
import type { VirtualWorld } from "./virtual-world.ts";

const nothing: Desired = {
	environment: { name: "export", owner: "", prune: "off", deletions: [], rollouts: {}, windows: [], preflight: [] },
	...{ resources: [], complete: true, provenance: { is: "committed" }, revision: "" },
};

/** Exports all resources of an account. */
export async function exported({ emulator, clock }: VirtualWorld, withSecrets: boolean) {
	const { region, requestHandler } = emulator;
	const aws = createAws({ region, requestHandler, clock, random: seededRandom(5), budget: async () => {} });
	const planned = async (desired: Desired) => {
		const result = await planOnce({ kinds, aws, clock, desired });
		if ("stopped" in result) throw new Error(JSON.stringify(result.stopped));
		return result;
	};
	const { observedState } = await planned(nothing);
	const isMeant = () => true;
	const onBug = ({ error }: { readonly error: unknown }) => {
		throw error;
	};
	const { manifests, skipped } = await exportManifests({
		kinds,
		observedState,
		read: aws.read,
		isMeant,
		withSecrets,
		onBug,
	});
	const files = Object.fromEntries(manifests.map(({ file, text }) => [file, text]));
	return { files, skipped, planned, manifests };
}
