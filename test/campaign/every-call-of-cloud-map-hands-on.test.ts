/** Runs the story cloud-map-hands-on with one fault at each of its calls. */
import { surviveEveryCall } from "./every-call.ts";

surviveEveryCall("cloud-map-hands-on");
