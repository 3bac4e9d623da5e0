/**
 * The planner alone: a fleet that AWS holds as declared, one service in a hundred changed by hand, everything due at once. The
 * world it plans from is made by evenkeel's own passes; only planning is measured.
 */
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { createAws } from "../src/aws/client.ts";
import { look, type PassInput, runPass } from "../src/controller/pass.ts";
import { createWorldStore } from "../src/controller/world-store.ts";
import { kinds } from "../src/kinds/list.ts";
import { seededRandom } from "../src/lib/random.ts";
import { load } from "../src/manifest/load.ts";
import { callsOf } from "../src/model/plan.ts";
import { makePlan } from "../src/plan/plan.ts";
import { asSnapshot, createVirtualWorld } from "../test/support/virtual-world.ts";
import { fleet, namesOf } from "./fleet.ts";
import { measure, milliseconds, type Sizes, type Table } from "./measure.ts";

const driftedOf = 100;
/** Long enough for the operations of a namespace and for tasks to start. */
const betweenPassesMs = 60_000;
const mostPasses = 20;

export async function plannerFigures({ planned: services }: Sizes): Promise<Table> {
	const { desired } = load(asSnapshot(fleet(services)), { kinds });
	if (!desired) throw new Error("The fleet has no environment.");
	const world = createVirtualWorld();
	const { clock, emulator } = world;
	const { region, requestHandler } = emulator;
	const aws = createAws({ region, requestHandler, clock, random: seededRandom(1), budget: async () => {} });
	const all = new Set(desired.resources.map(({ identity }) => identity));
	let input: PassInput = {
		...{ kinds, desired, aws, clock, world: createWorldStore(), operations: new Map(), attempts: new Map() },
		...{ pass: 0, due: all, sweep: false, listing: { incomplete: undefined }, retained: new Set() },
		holdAt: () => undefined,
		holdBack: () => undefined,
		onWarning: () => {},
		account: { doubt: async () => undefined, era: () => 0 },
	};
	const signal = new AbortController().signal;
	const options = { most: Number.POSITIVE_INFINITY, signal, isInForce: () => true, onSent: () => {} };
	for (let unsettled = true; unsettled; ) {
		input = { ...input, pass: input.pass + 1 };
		const result = await runPass(input, options);
		if ("doubt" in result) throw new Error(JSON.stringify(result.doubt));
		const open = result.plan.items
			.filter(({ verdict }) => verdict.outcome !== "in sync")
			.map(({ identity }) => identity);
		unsettled = open.length > 0;
		if (input.pass > mostPasses) throw new Error(`${open.length} resources do not converge, such as ${open[0]}.`);
		await world.advance(betweenPassesMs);
	}
	for (let index = 0; index < services; index += driftedOf) {
		const { cluster, service } = namesOf(index);
		await world.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 3 }));
	}
	input = { ...input, pass: input.pass + 1 };
	await look(input);
	const first = await measure(() => makePlan(input));
	const second = await measure(() => makePlan(input));
	return {
		title: `${all.size} resources of ${services} services planned at once, ${callsOf(first.result).length} of them changed`,
		figures: [
			{ what: "CPU", value: milliseconds(first.cpuMs), target: "well under 1 s" },
			{ what: "CPU, once more", value: milliseconds(second.cpuMs) },
		],
	};
}
