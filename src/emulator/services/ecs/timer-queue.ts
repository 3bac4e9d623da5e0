/**
 * When the emulated ECS looks at something again. Thousands of services would mean thousands of timers; instead each
 * subject has one time at which it wants to be looked at, kept in one heap, and the clock only ever holds one timer.
 */
import type { Cancel, Clock } from "../../../lib/clock.ts";

/** Something that is looked at again at a time; the time is kept on the subject so that stale heap entries are recognised. */
export interface TimerSubject {
	/** When it is looked at next, in milliseconds since the epoch. */
	wakeAtMs: number | undefined;
}

/** Who wants to be looked at, and when. */
export interface TimerQueue<Subject extends TimerSubject> {
	/** Looks at `subject` at `atMs`, or earlier when an earlier look is planned already. */
	readonly wake: (subject: Subject, atMs: number) => void;
	readonly stop: () => void;
}

interface Entry<Subject> {
	readonly atMs: number;
	readonly order: number;
	readonly subject: Subject;
}

/** Makes a timer queue on `clock` that calls `look` for each subject that is due, in order of time and then of asking. */
export function createTimerQueue<Subject extends TimerSubject>(
	clock: Clock,
	look: (subject: Subject) => void,
): TimerQueue<Subject> {
	const heap: Entry<Subject>[] = [];
	let order = 0;
	let armed: { readonly atMs: number; readonly cancel: Cancel } | undefined;
	let stopped = false;
	const arm = () => {
		const first = heap[0];
		if (stopped || !first || (armed && armed.atMs <= first.atMs)) return;
		armed?.cancel();
		armed = { atMs: first.atMs, cancel: clock.schedule(first.atMs - clock.now(), runDue) };
	};
	const runDue = () => {
		armed = undefined;
		// Only what is due at this instant: a look that asks for another look at once must not starve the clock.
		const nowMs = clock.now();
		const due: Subject[] = [];
		for (let first = heap[0]; first && first.atMs <= nowMs; first = heap[0]) {
			removeFirst(heap);
			if (first.subject.wakeAtMs !== first.atMs) continue;
			first.subject.wakeAtMs = undefined;
			due.push(first.subject);
		}
		for (const subject of due) if (!stopped) look(subject);
		arm();
	};
	return {
		wake: (subject, atMs) => {
			if (subject.wakeAtMs !== undefined && subject.wakeAtMs <= atMs) return;
			subject.wakeAtMs = atMs;
			insert(heap, { atMs, order: order++, subject });
			arm();
		},
		stop: () => {
			stopped = true;
			armed?.cancel();
			heap.length = 0;
		},
	};
}

function insert<Subject>(heap: Entry<Subject>[], entry: Entry<Subject>): void {
	let index = heap.push(entry) - 1;
	while (index > 0) {
		const parent = (index - 1) >> 1;
		const above = heap[parent];
		if (!above || !isBefore(entry, above)) break;
		heap[index] = above;
		index = parent;
	}
	heap[index] = entry;
}

function removeFirst<Subject>(heap: Entry<Subject>[]): void {
	const last = heap.pop();
	if (!last || heap.length === 0) return;
	let index = 0;
	for (;;) {
		let child = 2 * index + 1;
		const left = heap[child];
		if (!left) break;
		const right = heap[child + 1];
		if (right && isBefore(right, left)) child++;
		const smaller = right && isBefore(right, left) ? right : left;
		if (!isBefore(smaller, last)) break;
		heap[index] = smaller;
		index = child;
	}
	heap[index] = last;
}

function isBefore<Subject>(a: Entry<Subject>, b: Entry<Subject>): boolean {
	return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
