// Streamlit's built-in words in Chinese. Our own texts are Chinese already, so only exact built-in words are replaced.
(() => {
  const words = {
    "Upload": "选择文件", "Browse files": "选择文件", "Drag and drop file here": "把文件拖到这里",
    "Drag and drop files here": "把文件拖到这里", "Choose an option": "请选择", "Choose options": "请选择",
    "No results": "没有匹配项", "Select all": "全选", "Clear all": "全部清除", "Press Enter to apply": "按回车键生效",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": "服务可能已经停止，请联系管理员重新启动。",
    "streamlit run yourscript.py": "恢复后本页会自动连上",
    "Skip to main content": "跳到正文",
    "Connection error": "连接中断", "Page not found": "没有这个页面", "Close": "关闭", "Search": "搜索",
    "Download as CSV": "下载 CSV", "Fullscreen": "全屏", "Running...": "处理中", "Stop": "停止", "Rerun": "重新运行",
    "Navigate to home page": "回到总览", "Collapse sidebar": "收起菜单", "Expand sidebar": "展开菜单", "Sidebar": "菜单",
    "App pages": "页面", "Copy to clipboard": "复制", "Previous page": "上一页", "Next page": "下一页",
  };
  const patterns = [
    [/^(\d+)\s*MB per file(?: • (.*))?$/, (_, size, kinds) => `每个文件不超过 ${size} MB${kinds ? "，" + kinds.replaceAll(", ", "、") : ""}`],
    [/^• ([A-Z, ]+)$/, (_, kinds) => `，${kinds.replaceAll(", ", "、")}`],
    [/^File must be (.*) or smaller\.?$/, (_, size) => `文件不能超过 ${size}`],
    [/^(.*) files are not allowed\.?$/, (_, kind) => `不支持 ${kind} 文件`],
    [/^You do not have access to this page.*$/, () => "没有权限查看这个页面"],
    [/^The page that you have requested does not seem to exist.*$/, () => "没有这个页面，已转到总览"],
  ];
  const inChinese = (text) => {
    const plain = text.trim();
    if (!/[A-Za-z]/.test(plain)) return null;
    if (Object.hasOwn(words, plain)) return words[plain];
    for (const [pattern, put] of patterns) if (pattern.test(plain)) return plain.replace(pattern, put);
    return null;
  };
  const ours = ".stHtml, table, code, pre, style, script";
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.parentElement?.closest(ours)) return;
      const said = inChinese(node.data);
      if (said !== null) node.data = said;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    for (const name of ["placeholder", "title", "aria-label"]) {
      const said = node.hasAttribute(name) ? inChinese(node.getAttribute(name)) : null;
      if (said !== null) node.setAttribute(name, said);
    }
    node.childNodes.forEach(visit);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else visit(change.target);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ["placeholder", "title", "aria-label"],
  });
  visit(document.documentElement);
})();
