using Mien.Torch.Interop;

namespace Mien.Torch.Tests;

public sealed class TensorScopeTests
{
    [Fact]
    public void Tensors_made_inside_are_released_at_its_end()
    {
        Tensor inside;
        using (TensorScope.Begin())
        {
            inside = Tensor.Zeros([2]) + 1;
            Assert.False(inside.IsDisposed);
        }

        Assert.True(inside.IsDisposed);
    }

    [Fact]
    public void A_tensor_moved_out_belongs_to_the_enclosing_scope()
    {
        Tensor moved;
        using (TensorScope.Begin())
        {
            using (var inner = TensorScope.Begin())
            {
                moved = inner.MoveOut(Tensor.Ones([2]));
            }

            Assert.Equal([1f, 1f], moved.ToArray<float>());
        }

        Assert.True(moved.IsDisposed);
    }

    [Fact]
    public void A_tensor_moved_out_of_the_outermost_scope_lives_on()
    {
        Tensor moved;
        using (var scope = TensorScope.Begin())
        {
            moved = scope.MoveOut(Tensor.Ones([1]));
        }

        using (moved)
        {
            Assert.Equal(1, moved.ToDouble());
        }
    }

    [Fact]
    public void Scopes_that_end_in_the_wrong_order_are_refused()
    {
        var outer = TensorScope.Begin();
        var inner = TensorScope.Begin();
        Assert.Throws<InvalidOperationException>(outer.Dispose);
        inner.Dispose();
        outer.Dispose();
    }

    [Fact]
    public void Scopes_of_other_threads_are_not_touched()
    {
        using var scope = TensorScope.Begin();
        Tensor? other = null;
        var thread = new Thread(() => other = Tensor.Ones([1]));
        thread.Start();
        thread.Join();
        scope.Dispose();
        Assert.False(other!.IsDisposed);
        other.Dispose();
    }

    [Fact]
    public void Releasing_tensors_lowers_the_count_of_live_ones()
    {
        var before = TorchRuntime.LiveTensors;
        using (TensorScope.Begin())
        {
            _ = Tensor.Zeros([1]) + Tensor.Zeros([1]);
            Assert.Equal(before + 3, TorchRuntime.LiveTensors);
        }

        Assert.Equal(before, TorchRuntime.LiveTensors);
    }

    [Fact]
    public void A_sequential_keeps_the_outputs_of_its_modules_and_nothing_that_they_left_behind()
    {
        using var scope = TensorScope.Begin();
        using var net = new Sequential(new Wasteful(), new Identity(), new Wasteful());
        var input = Tensor.Ones([2]);
        var before = TensorHandle.Live;
        var output = net.Forward(input);
        Assert.Equal(before + 2, TensorHandle.Live);
        Assert.Equal([61f, 61f], output.ToArray<float>());
        Assert.False(input.IsDisposed);
    }

    private sealed class Wasteful : Module
    {
        protected override Tensor Compute(Tensor input) => ((input + 10) * 2) - 1;
    }
}
