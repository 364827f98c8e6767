// CPU time of the database server on this machine, all its processes, ended ones included. Linux; elsewhere it reads as NaN.
import { readdirSync, readFileSync } from "node:fs";

const ticks = 100;
const fieldsOf = (pid) => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");

/**
 * @param client a pg.Client of that server
 * @returns a function that tells the server's CPU seconds so far
 */
export async function serverCpu(client) {
  let postmaster;
  try {
    const { rows } = await client.query("select pg_backend_pid() as pid");
    postmaster = Number(fieldsOf(rows[0].pid)[1]);
  } catch {
    return () => NaN;
  }
  return () => {
    const [, , , , , , , , , , , utime, stime, cutime, cstime] = fieldsOf(postmaster).map(Number);
    let sum = utime + stime + cutime + cstime;
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/u.test(name)))
      try {
        const fields = fieldsOf(pid);
        if (Number(fields[1]) === postmaster) sum += Number(fields[11]) + Number(fields[12]);
      } catch {
        // It ended meanwhile, and its time is the postmaster's by now.
      }
    return sum / ticks;
  };
}

/** CPU seconds of this process so far. */
export const ownCpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
