/** Lists of many pages: each is read to its end, and one without an end is not read for ever. */
import { describe, expect, it } from "vitest";
import { pages } from "../../src/aws/pages.ts";

async function tokensAsked<Token>(follows: (token: Token | undefined) => Token | undefined) {
	const asked: (Token | undefined)[] = [];
	const read = async (token: Token | undefined) => {
		asked.push(token);
		return { next: follows(token) };
	};
	const list = pages("ecs:ListClusters", read, ({ next }) => next);
	try {
		for await (const _ of list);
		return { asked, end: "end" };
	} catch (failure) {
		return { asked, end: failure };
	}
}

describe("a list of pages", () => {
	it("is read to the page without a token", async () => {
		const { asked, end } = await tokensAsked<string>((token) => ({ "": "a", a: "b", b: "c" })[token ?? ""]);
		expect({ asked, end }).toEqual({ asked: [undefined, "a", "b", "c"], end: "end" });
	});

	it.each([
		["the last one", { "": "a", a: "a" }, 2],
		["one before", { "": "a", a: "b", b: "a" }, 3],
		["the first of many", { "": "a", a: "b", b: "c", c: "d", d: "a" }, 5],
	])("is given up where a token comes again, %s", async (_, follows: Readonly<Record<string, string>>, requests) => {
		const { asked, end } = await tokensAsked<string>((token) => follows[token ?? ""]);
		expect(end).toMatchObject({ kind: "unavailable", code: "EndlessList", operation: "ecs:ListClusters" });
		expect(asked).toHaveLength(requests);
	});

	it("is given up where tokens of many members come again, as Route 53's", async () => {
		const { asked, end } = await tokensAsked<object>((token) =>
			token ? { StartRecordName: "a", StartRecordType: "A" } : { StartRecordType: "A", StartRecordName: "a" },
		);
		expect(end).toMatchObject({ code: "EndlessList" });
		expect(asked).toHaveLength(2);
	});

	it("is given up where there is a new token for ever", async () => {
		const { asked, end } = await tokensAsked<number>((token = 0) => token + 1);
		expect(end).toMatchObject({ kind: "unavailable", code: "EndlessList" });
		expect(asked).toHaveLength(2_001);
	});
});
