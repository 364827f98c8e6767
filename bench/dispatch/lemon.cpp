// LEMON's network simplex on an assignment problem: lemon FILE REPEATS. Prints one line of JSON; CPU milliseconds.
// FILE: int32 requests, experts, edges; rowStart, capacity, expert, value as int32.
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <utility>
#include <vector>

using namespace lemon;
using std::vector;

static double cpuMs() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static vector<int> readInts(FILE* file, size_t count) {
  vector<int> ints(count);
  if (fread(ints.data(), sizeof(int), count, file) != count) exit(70);
  return ints;
}

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  FILE* file = fopen(argv[1], "rb");
  if (!file) return 2;
  const vector<int> sizes = readInts(file, 3);
  const int requests = sizes[0], experts = sizes[1], edges = sizes[2];
  const vector<int> rowStart = readInts(file, requests + 1), capacity = readInts(file, experts);
  const vector<int> expert = readInts(file, edges), value = readInts(file, edges);
  fclose(file);

  double build = 1e18, solve = 1e18;
  long long total = 0;
  for (int k = 0; k < atoi(argv[2]); k++) {
    const double begun = cpuMs();
    // Nodes: requests, the experts whom a request names, the sink. Going to nobody is an arc to the sink.
    vector<int> nodeOf(experts, -1), named;
    for (int j : expert)
      if (nodeOf[j] < 0) {
        nodeOf[j] = requests + (int)named.size();
        named.push_back(j);
      }
    const int sink = requests + (int)named.size();
    vector<std::pair<int, int>> arcs;
    vector<long long> costs;
    vector<int> limits;
    arcs.reserve(edges + sink);
    costs.reserve(edges + sink);
    limits.reserve(edges + sink);
    for (int i = 0; i < requests; i++) {
      for (int e = rowStart[i]; e < rowStart[i + 1]; e++) {
        arcs.push_back({i, nodeOf[expert[e]]});
        costs.push_back(-(long long)value[e]);
        limits.push_back(1);
      }
      arcs.push_back({i, sink});
      costs.push_back(0);
      limits.push_back(1);
    }
    for (int j : named) {
      arcs.push_back({nodeOf[j], sink});
      costs.push_back(0);
      limits.push_back(capacity[j]);
    }
    StaticDigraph graph;
    graph.build(sink + 1, arcs.begin(), arcs.end());
    StaticDigraph::ArcMap<long long> cost(graph);
    StaticDigraph::ArcMap<int> upper(graph);
    StaticDigraph::NodeMap<int> supply(graph, 0);
    for (int a = 0; a < (int)arcs.size(); a++) {
      cost[graph.arc(a)] = costs[a];
      upper[graph.arc(a)] = limits[a];
    }
    for (int i = 0; i < requests; i++) supply[graph.node(i)] = 1;
    supply[graph.node(sink)] = -requests;
    const double built = cpuMs();
    NetworkSimplex<StaticDigraph, int, long long> simplex(graph);
    simplex.upperMap(upper).costMap(cost).supplyMap(supply);
    if (simplex.run() != NetworkSimplex<StaticDigraph, int, long long>::OPTIMAL) return 70;
    total = -simplex.totalCost<long long>();
    const double solved = cpuMs();
    if (solved - begun < build + solve) {
      build = built - begun;
      solve = solved - built;
    }
  }
  printf("{\"buildMs\": %.3f, \"solveMs\": %.3f, \"total\": %lld}\n", build, solve, total);
}
