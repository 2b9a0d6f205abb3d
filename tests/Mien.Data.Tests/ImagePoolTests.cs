namespace Mien.Data.Tests;

public sealed class ImagePoolTests
{
    [Fact]
    public void Pictures_lent_at_the_same_time_are_different()
    {
        var pool = new ImagePool();

        Assert.NotSame(pool.Rent(4, 4, 3), pool.Rent(4, 4, 3));
    }

    [Fact]
    public void A_picture_of_the_same_size_is_lent_again_after_a_reset()
    {
        var pool = new ImagePool();
        var first = pool.Rent(4, 4, 3);
        pool.Reset();

        Assert.NotSame(first, pool.Rent(4, 4, 1));
        Assert.Same(first, pool.Rent(4, 4, 3));
    }

    [Fact]
    public void Sizes_that_are_no_longer_asked_for_are_let_go()
    {
        var pool = new ImagePool();
        var first = pool.Rent(1, 1, 1);
        for (var side = 2; side < 20; side++)
        {
            pool.Reset();
            pool.Rent(side, side, 1);
        }

        pool.Reset();

        Assert.NotSame(first, pool.Rent(1, 1, 1));
    }
}
