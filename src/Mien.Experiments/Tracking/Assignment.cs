namespace Mien.Experiments;

/// <summary>Pairs rows with columns so that the sum of their scores is the largest possible (Kuhn 1955, with the potentials of Jonker and Volgenant 1987).</summary>
/// <remarks>
/// Taking the best pair first is not enough: where two faces pass each other it may leave the other two a pair that overlaps by nothing, and so
/// end a track. Takes rows * rows * columns steps, which for faces is nothing.
/// </remarks>
internal static class Assignment
{
    /// <summary>The column of each row, -1 for none; every column is given once at most, and min(rows, columns) of them are.</summary>
    /// <param name="scores">Shape (rows, columns), finite.</param>
    public static int[] Best(double[,] scores)
    {
        var (rows, columns) = (scores.GetLength(0), scores.GetLength(1));
        if (rows > columns)
        {
            return Inverse(Best(Transpose(scores)), rows);
        }

        // Counted from 1; column 0 is where an augmenting path starts.
        var (rowPotential, columnPotential) = (new double[rows + 1], new double[columns + 1]);
        var rowOf = new int[columns + 1];
        for (var row = 1; row <= rows; row++)
        {
            Augment(scores, row, rowOf, rowPotential, columnPotential);
        }

        return Inverse([.. rowOf.Skip(1).Select(row => row - 1)], rows);
    }

    private static void Augment(double[,] scores, int start, int[] rowOf, double[] rowPotential, double[] columnPotential)
    {
        var count = rowOf.Length;
        var (least, before, isDone) = (new double[count], new int[count], new bool[count]);
        Array.Fill(least, double.PositiveInfinity);
        rowOf[0] = start;
        var column = 0;
        while (rowOf[column] != 0)
        {
            isDone[column] = true;
            var (row, next, step) = (rowOf[column], 0, double.PositiveInfinity);
            for (var other = 1; other < count; other++)
            {
                if (!isDone[other])
                {
                    var cost = -scores[row - 1, other - 1] - rowPotential[row] - columnPotential[other];
                    (least[other], before[other]) = cost < least[other] ? (cost, column) : (least[other], before[other]);
                    (step, next) = least[other] < step ? (least[other], other) : (step, next);
                }
            }

            Shift(step, isDone, least, rowOf, rowPotential, columnPotential);
            column = next;
        }

        for (; column != 0; column = before[column])
        {
            rowOf[column] = rowOf[before[column]];
        }
    }

    private static void Shift(double step, bool[] isDone, double[] least, int[] rowOf, double[] rowPotential, double[] columnPotential)
    {
        for (var column = 0; column < isDone.Length; column++)
        {
            if (isDone[column])
            {
                rowPotential[rowOf[column]] += step;
                columnPotential[column] -= step;
            }
            else
            {
                least[column] -= step;
            }
        }
    }

    private static double[,] Transpose(double[,] matrix)
    {
        var transposed = new double[matrix.GetLength(1), matrix.GetLength(0)];
        for (var row = 0; row < matrix.GetLength(0); row++)
        {
            for (var column = 0; column < matrix.GetLength(1); column++)
            {
                transposed[column, row] = matrix[row, column];
            }
        }

        return transposed;
    }

    private static int[] Inverse(int[] pairs, int count)
    {
        var inverse = new int[count];
        Array.Fill(inverse, -1);
        foreach (var (index, partner) in pairs.Index())
        {
            if (partner >= 0)
            {
                inverse[partner] = index;
            }
        }

        return inverse;
    }
}
