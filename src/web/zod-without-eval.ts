import { config } from "zod";

// zod compiles validators with `new Function` when it may; the content security policy forbids it and reports each try.
config({ jitless: true });
