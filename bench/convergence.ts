/**
 * A fleet from nothing to converged and then at rest, through the whole of evenkeel in virtual time: what the loop, the
 * observing and the planning cost together, and what a quiet pass costs for ever after.
 */
import { createVirtualWorld } from "../test/support/virtual-world.ts";
import { fleet } from "./fleet.ts";
import { measure, milliseconds, type Sizes, seconds, type Table } from "./measure.ts";

const intervalMs = 60_000;
/** How many intervals of quiet are averaged. */
const quietIntervals = 5;

export async function convergenceFigures({ converged: services }: Sizes): Promise<Table> {
	const world = createVirtualWorld();
	let passes = 0;
	const onPass = () => {
		passes += 1;
	};
	const evenkeel = world.start({ intervalMs, onPass });
	evenkeel.accept(fleet(services));
	const startMs = world.clock.now();
	const birth = await measure(() => evenkeel.settle({ atMostMs: 86_400_000 }));
	const virtualMs = world.clock.now() - startMs;
	const toConverge = { calls: world.requests.length, writes: evenkeel.sent.length, passes };
	// The looks at rest spread out first; only then every interval is like the next.
	await world.advance(2 * intervalMs);
	const [sentBefore, requestsBefore, passesBefore] = [evenkeel.sent.length, world.requests.length, passes];
	const quiet = await measure(() => world.advance(quietIntervals * intervalMs));
	const perInterval = (count: number) => (count / quietIntervals).toFixed(0);
	const writes = evenkeel.sent.length - sentBefore;
	await evenkeel.stop();
	return {
		title: `${services} services and their registries and task definitions, from nothing to healthy and on`,
		figures: [
			{ what: "to converge: CPU", value: seconds(birth.cpuMs) },
			{ what: "to converge: time in their world", value: seconds(virtualMs) },
			{ what: "to converge: passes", value: String(toConverge.passes) },
			{ what: "to converge: calls", value: String(toConverge.calls) },
			{ what: "to converge: writes among them", value: String(toConverge.writes) },
			{ what: "at rest, each minute: CPU", value: milliseconds(quiet.cpuMs / quietIntervals) },
			{ what: "at rest, each minute: passes", value: perInterval(passes - passesBefore) },
			{ what: "at rest, each minute: calls", value: perInterval(world.requests.length - requestsBefore) },
			{ what: "at rest: writes", value: String(writes), target: "0" },
		],
	};
}
