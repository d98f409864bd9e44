# The same work in Python torch: python3 rival.py THREADS WORKLOAD SIZES...; one step a line of input, its seconds and CPU seconds a line of output.
import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(int(sys.argv[1]))
torch.manual_seed(0)
sizes = [int(size) for size in sys.argv[3:]]


def matmul(n, times):
    a, b = torch.randn(n, n), torch.randn(n, n)

    @torch.no_grad()
    def step():
        for _ in range(times):
            a @ b
    return step


def conv(batch, channels, size):
    x, weight, bias = torch.randn(batch, channels, size, size), torch.randn(channels, channels, 3, 3), torch.randn(channels)

    @torch.no_grad()
    def step():
        F.conv2d(x, weight, bias, padding=1)
    return step


def attention(batch, heads, tokens, width):
    q, k, v = (torch.randn(batch, heads, tokens, width) for _ in range(3))
    fused = getattr(F, "scaled_dot_product_attention", None)

    @torch.no_grad()
    def step():
        if fused:
            fused(q, k, v)
        else:
            torch.softmax(q @ (k * width ** -0.5).transpose(-2, -1), -1) @ v
    return step


class Block(torch.nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = torch.nn.LayerNorm(width), torch.nn.LayerNorm(width)
        self.qkv, self.out = torch.nn.Linear(width, 3 * width), torch.nn.Linear(width, width)
        self.up, self.down = torch.nn.Linear(width, 4 * width), torch.nn.Linear(4 * width, width)

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        seen = torch.softmax(q @ (k * (c // self.heads) ** -0.5).transpose(-2, -1), -1) @ v
        x = x + self.out(seen.transpose(1, 2).reshape(b, n, c))
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


def transformer(blocks, width, heads, tokens, batch):
    model = torch.nn.Sequential(*[Block(width, heads) for _ in range(blocks)])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
    x, target = torch.randn(batch, tokens, width), torch.randn(batch, tokens, width)

    def step():
        optimizer.zero_grad(set_to_none=True)
        F.mse_loss(model(x), target).backward()
        optimizer.step()
    return step


step = {"matmul": matmul, "conv": conv, "attention": attention, "transformer": transformer}[sys.argv[2]](*sizes)
print("Python torch " + torch.__version__.split("+")[0], flush=True)
for _ in sys.stdin:
    start, cpu = time.perf_counter(), time.process_time()
    step()
    print(time.perf_counter() - start, time.process_time() - cpu, flush=True)
