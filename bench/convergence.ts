/**
 * Measures a fleet from an empty account to convergence and then at rest, through all of evenkeel in virtual time: the
 * total cost of loop, observation and planning, and the permanent cost of a reconcile without changes.
 */
import { createVirtualWorld } from "../test/support/virtual-world.ts";
import { fleet } from "./fleet.ts";
import { measure, milliseconds, type Sizes, seconds, type Table } from "./measure.ts";

const intervalMs = 60_000;
/** The number of idle intervals for the average. */
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
	// Observations at rest must first spread out; only then all intervals are equal.
	await world.advance(2 * intervalMs);
	const [sentBefore, requestsBefore, passesBefore] = [evenkeel.sent.length, world.requests.length, passes];
	const quiet = await measure(() => world.advance(quietIntervals * intervalMs));
	const perInterval = (count: number) => (count / quietIntervals).toFixed(0);
	const writes = evenkeel.sent.length - sentBefore;
	await evenkeel.stop();
	return {
		title: `${services} services and their registries and task definitions, from an empty account to healthy and beyond`,
		figures: [
			{ what: "to converge: CPU", value: seconds(birth.cpuMs) },
			{ what: "to converge: virtual time", value: seconds(virtualMs) },
			{ what: "to converge: reconciles", value: String(toConverge.passes) },
			{ what: "to converge: calls", value: String(toConverge.calls) },
			{ what: "to converge: writes", value: String(toConverge.writes) },
			{ what: "at rest, per minute: CPU", value: milliseconds(quiet.cpuMs / quietIntervals) },
			{ what: "at rest, per minute: reconciles", value: perInterval(passes - passesBefore) },
			{ what: "at rest, per minute: calls", value: perInterval(world.requests.length - requestsBefore) },
			{ what: "at rest: writes", value: String(writes), target: "0" },
		],
	};
}
