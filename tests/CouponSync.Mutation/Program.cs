using System.CommandLine;
using System.Diagnostics;
using CouponSync.Mutation;

// Makes the program wrong, in one way after the other, and tells whether the suite notices. It works on a copy of the tree.
var sabotage = new Option<bool>("--sabotage") { Description = "Strike: build and test the program with each defect", Required = true };
var only = new Option<string>("--only") { Description = "Only the defects whose stage or description has this text", DefaultValueFactory = static _ => "" };
var quick = new Option<bool>("--quick") { Description = "Do not run the rest of the suite where the stage's own tests notice nothing" };
var root = new RootCommand("Tells which of a list of defects the test suite notices; ends with 1 where it misses one.") { sabotage, only, quick };
root.SetAction(parsed =>
{
    var text = parsed.GetValue(only)!;
    var defects = Defects.All.Where(d => d.Stage.Contains(text, StringComparison.Ordinal) || d.What.Contains(text, StringComparison.Ordinal)).ToList();
    using var tree = TreeCopy.Make();
    var missed = 0;
    foreach (var defect in defects)
    {
        var clock = Stopwatch.StartNew();
        var verdict = tree.Try(defect, parsed.GetValue(quick));
        missed += verdict.IsNoticed ? 0 : 1;
        Console.WriteLine($"{defect.Stage}: {defect.What}: {verdict.Text} ({clock.Elapsed.TotalSeconds:0} s)");
    }

    Console.WriteLine($"{defects.Count - missed} of {defects.Count} defects noticed.");
    return missed == 0 ? 0 : 1;
});
return root.Parse(args).Invoke();
