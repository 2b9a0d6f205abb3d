using Mien.Core;

namespace Mien.Experiments.Tests.Tracking;

public sealed class AssignmentTests
{
    [Fact]
    public void The_best_pair_is_given_up_where_the_sum_is_larger_without_it()
    {
        Assert.Equal([1, 0], Assignment.Best(new[,] { { 0.9, 0.8 }, { 0.8, 0.0 } }));
        Assert.Equal([0, 1], Assignment.Best(new[,] { { 0.9, 0.1 }, { 0.8, 0.2 } }));
    }

    [Fact]
    public void Of_unequal_numbers_some_stay_alone()
    {
        Assert.Equal([2], Assignment.Best(new[,] { { 0.1, 0.2, 0.3 } }));
        Assert.Equal([-1, 0, -1], Assignment.Best(new[,] { { 0.1 }, { 0.3 }, { 0.2 } }));
        Assert.Equal([-1, -1], Assignment.Best(new double[2, 0]));
        Assert.Equal([], Assignment.Best(new double[0, 3]));
    }

    [Fact]
    public void The_sum_is_that_of_trying_everything()
    {
        for (var index = 0; index < 300; index++)
        {
            var random = new RandomStream(1, "assignment", index: index);
            var scores = new double[1 + random.NextInt32(5), 1 + random.NextInt32(5)];
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i / scores.GetLength(1), i % scores.GetLength(1)] = random.NextInt32(4) == 0 ? 0 : random.NextDouble();
            }

            var pairs = Assignment.Best(scores);
            var given = pairs.Where(column => column >= 0).ToList();
            Assert.Equal(Math.Min(scores.GetLength(0), scores.GetLength(1)), given.Distinct().Count());
            Assert.Equal(given.Count, given.Distinct().Count());
            Assert.Equal(Largest(scores, 0, []), pairs.Select((column, row) => column < 0 ? 0 : scores[row, column]).Sum(), 1e-12);
        }
    }

    private static double Largest(double[,] scores, int row, HashSet<int> taken)
    {
        if (row == scores.GetLength(0))
        {
            return 0;
        }

        var best = Largest(scores, row + 1, taken);
        for (var column = 0; column < scores.GetLength(1); column++)
        {
            if (taken.Add(column))
            {
                best = Math.Max(best, scores[row, column] + Largest(scores, row + 1, taken));
                taken.Remove(column);
            }
        }

        return best;
    }
}
