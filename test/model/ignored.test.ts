/** What belongs to somebody else is wanted as it is. */
import { describe, expect, it } from "vitest";
import { withIgnored } from "../../src/model/ignored.ts";

const containers = (...items: object[]) => ({ containers: items });
const app = { name: "app", image: "app:1", cpu: 256 };
const agent = { name: "agent", image: "agent:1" };

describe("what policy.ignore names", () => {
	it.each<[string, object, object, readonly string[], object]>([
		["a field", { count: 1 }, { count: 4 }, ["/count"], { count: 4 }],
		["a field that only AWS has", {}, { count: 4 }, ["/count"], { count: 4 }],
		["a field that only the manifest has", { count: 1 }, {}, ["/count"], {}],
		["a member of a field", { a: { b: 1, c: 1 } }, { a: { b: 2, c: 2 } }, ["/a/b"], { a: { b: 2, c: 1 } }],
		["a member that AWS lacks", { a: { b: 1, c: 1 } }, { a: { c: 2 } }, ["/a/b"], { a: { c: 1 } }],
		["a member of a field that AWS lacks", { a: { b: 1 } }, {}, ["/a/b"], { a: { b: 1 } }],
		["a member of a field that the manifest omits", {}, { a: { b: 2 } }, ["/a/b"], {}],
		["several", { a: 1, b: 1 }, { a: 2, b: 2 }, ["/a", "/b"], { a: 2, b: 2 }],
		["what every object has", { a: { b: 1 } }, { a: { b: 2 } }, ["/a/constructor", "/a/__proto__/b"], { a: { b: 1 } }],
		["none", { a: 1 }, { a: 2 }, [], { a: 1 }],
		[
			"a member of an item, by its name",
			containers(agent, app),
			containers({ ...app, cpu: 512, image: "app:2" }, { ...agent, image: "agent:2" }),
			["/containers/app/cpu"],
			containers(agent, { ...app, cpu: 512 }),
		],
		[
			"a member of every item",
			containers(app, agent),
			containers({ ...app, image: "app:2" }, { ...agent, image: "agent:2" }),
			["/containers/*/image"],
			containers({ ...app, image: "app:2" }, { ...agent, image: "agent:2" }),
		],
		["an item that AWS lacks", containers(app, agent), containers(app), ["/containers/agent"], containers(app, agent)],
		["an item by its number", { list: [1, 2] }, { list: [3, 4] }, ["/list/1"], { list: [1, 4] }],
		[
			"a name with a slash in it",
			{ "a/b": 1, "c~d": 1 },
			{ "a/b": 2, "c~d": 2 },
			["/a~1b", "/c~0d"],
			{ "a/b": 2, "c~d": 2 },
		],
	])("%s", (_, desired, observed, pointers, expected) => {
		expect(withIgnored(desired, observed, pointers)).toEqual(expected);
	});
});
