/*!
 * From matomo-org/searchengine-and-social-list, CC0 1.0.
 * Made by worker/cli/lists.ts.
 */
export const ASSISTANTS: string = `baidu-ai yiyan.baidu.com ai.baidu.com
chat+ chatplus.com chat-gpt.org
chatgpt chatgpt.com chat.openai.com labs.openai.com
claude claude.ai
copilot copilot.microsoft.com
chatglm chatglm.cn
deepseek chat.deepseek.com
duck.ai duck.ai
gemini gemini.google.com bard.google.com
grok grok.com x.com/i/grok
iask iask.ai
jasper app.jasper.ai
le-chat chat.mistral.ai
meta-ai meta.ai
notebooklm notebooklm.google.com
perplexity perplexity.ai
qwen chat.qwen.ai
writesonic app.writesonic.com
you you.com`;
